//! Languages with braces, of the family of C.

use super::Sign::{
    At, Attributes, Calls, Capitals, Dollar, Keys, Lifetimes, Macros, Preprocessor, RawStrings,
    Regex, Tags,
};
use super::{
    BRACES, DOUBLE, DOUBLE_LINES, Grammar, RAW_BACKTICK, SINGLE, TEMPLATE, TRIPLE, TRIPLE_SINGLE,
    quote,
};

const C_WORDS: &str = "alignas alignof auto break case const constexpr continue default do else enum \
    extern for goto if inline register restrict return signed sizeof static struct switch typedef \
    typeof union unsigned volatile while";
const C_TYPES: &str = "bool char double float int long short void size_t ssize_t int8_t int16_t int32_t \
    int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t";

pub(super) static GRAMMARS: &[Grammar] = &[
    Grammar {
        names: "js javascript mjs cjs node jsx es6",
        label: "JavaScript",
        quotes: &[DOUBLE, SINGLE, TEMPLATE],
        keywords: "async await break case catch class const continue debugger default delete do else \
            export extends finally for from function get if import in instanceof let new of return set \
            static switch throw try typeof var void while with yield",
        constants: "true false null undefined NaN Infinity this super arguments globalThis",
        signs: &[Calls, Capitals, At, Regex, Tags],
        ..BRACES
    },
    Grammar {
        names: "ts typescript mts cts tsx flow",
        label: "TypeScript",
        quotes: &[DOUBLE, SINGLE, TEMPLATE],
        keywords: "abstract as asserts async await break case catch class const continue debugger \
            declare default delete do else enum export extends finally for from function get if \
            implements import in infer instanceof interface is keyof let namespace new of override \
            private protected public readonly return satisfies set static switch throw try type typeof \
            unique var void while with yield",
        types: "any bigint boolean never number object string symbol unknown",
        constants: "true false null undefined NaN Infinity this super globalThis",
        signs: &[Calls, Capitals, At, Regex, Tags],
        ..BRACES
    },
    Grammar {
        names: "json jsonc json5 jsonl jsonld jsonnet geojson webmanifest",
        label: "JSON",
        signs: &[Keys],
        ..BRACES
    },
    Grammar {
        names: "rust rs ron",
        label: "Rust",
        quotes: &[DOUBLE_LINES],
        keywords: "as async await break const continue crate dyn else enum extern fn for if impl in let \
            loop macro_rules match mod move mut pub ref return static struct trait type union unsafe use \
            where while yield",
        types: "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize",
        constants: "true false self super",
        signs: &[Calls, Capitals, Attributes, Lifetimes, Macros, RawStrings],
        ..BRACES
    },
    Grammar {
        names: "c h",
        label: "C",
        keywords: C_WORDS,
        types: C_TYPES,
        signs: &[Calls, Capitals, Preprocessor],
        ..BRACES
    },
    Grammar {
        names: "cpp c++ cc cxx hpp hh hxx cuda cu arduino ino torque tq",
        label: "C++",
        keywords: "alignas alignof auto break case catch class co_await co_return co_yield concept const \
            const_cast consteval constexpr constinit continue decltype default delete do dynamic_cast \
            else enum explicit export extern final for friend goto if inline mutable namespace new \
            noexcept operator override private protected public register reinterpret_cast requires \
            return signed sizeof static static_assert static_cast struct switch template throw try \
            typedef typeid typename union unsigned using virtual volatile while",
        types: C_TYPES,
        constants: "true false nullptr NULL this",
        signs: &[Calls, Capitals, Preprocessor],
        ..BRACES
    },
    Grammar {
        names: "objectivec objective-c objc obj-c mm",
        label: "Objective-C",
        keywords: C_WORDS,
        types: "BOOL bool char double float id int long short void instancetype",
        constants: "YES NO nil Nil NULL self super",
        signs: &[Calls, Capitals, Preprocessor, At],
        ..BRACES
    },
    Grammar {
        names: "cs csharp c# dotnet",
        label: "C#",
        keywords: "abstract as async await base break case catch checked class const continue default \
            delegate do else enum event explicit extern finally fixed for foreach get goto if implicit \
            in init interface internal is lock namespace new operator out override params partial \
            private protected public readonly record ref return sealed set sizeof stackalloc static \
            struct switch throw try typeof unchecked unsafe using var virtual volatile when where while \
            yield",
        types: "bool byte char decimal double dynamic float int long object sbyte short string uint \
            ulong ushort void",
        signs: &[Calls, Capitals, Preprocessor],
        ..BRACES
    },
    Grammar {
        names: "java jav",
        label: "Java",
        quotes: &[TRIPLE, DOUBLE, SINGLE],
        keywords: "abstract assert break case catch class continue default do else enum extends final \
            finally for if implements import instanceof interface native new package permits private \
            protected public record return sealed static strictfp switch synchronized throw throws \
            transient try var volatile while yield",
        types: "boolean byte char double float int long short void",
        signs: &[Calls, Capitals, At],
        ..BRACES
    },
    Grammar {
        names: "kotlin kt kts",
        label: "Kotlin",
        quotes: &[TRIPLE, DOUBLE, SINGLE],
        keywords: "abstract actual annotation as break by catch class companion const constructor \
            continue crossinline data do else enum expect external final finally for fun get if import \
            in infix init inline inner interface internal is lateinit noinline object open operator out \
            override package private protected public reified return sealed set suspend tailrec throw \
            try typealias val var vararg when where while",
        signs: &[Calls, Capitals, At],
        ..BRACES
    },
    Grammar {
        names: "swift",
        label: "Swift",
        quotes: &[TRIPLE, DOUBLE],
        keywords: "actor any as associatedtype async await break case catch class continue default defer \
            deinit do else enum extension fallthrough fileprivate final for func get guard if import in \
            indirect init inout internal is lazy let mutating open operator override private protocol \
            public repeat required rethrows return set some static struct subscript switch throw throws \
            try typealias unowned var weak where while",
        signs: &[Calls, Capitals, At],
        ..BRACES
    },
    Grammar {
        names: "go golang",
        label: "Go",
        quotes: &[DOUBLE, SINGLE, RAW_BACKTICK],
        keywords: "break case chan const continue default defer else fallthrough for func go goto if \
            import interface map package range return select struct switch type var",
        types: "any bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune \
            string uint uint8 uint16 uint32 uint64 uintptr",
        constants: "true false nil iota",
        signs: &[Calls],
        ..BRACES
    },
    Grammar {
        names: "dart",
        label: "Dart",
        quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
        keywords: "abstract as assert async await base break case catch class const continue covariant \
            default deferred do dynamic else enum export extends extension external factory final \
            finally for get hide if implements import in interface is late library mixin new on \
            operator part required rethrow return sealed set show static switch sync throw try typedef \
            var void when while with yield",
        types: "bool double int num",
        signs: &[Calls, Capitals, At],
        ..BRACES
    },
    Grammar {
        names: "scala sbt sc",
        label: "Scala",
        quotes: &[TRIPLE, DOUBLE],
        keywords: "abstract case catch class def do else enum export extends final finally for forSome \
            given if implicit import lazy match new object override package private protected return \
            sealed then throw trait try type using val var while with yield",
        signs: &[Calls, Capitals, At],
        ..BRACES
    },
    Grammar {
        names: "php php3 php4 php5 php7 php8 phtml hack hh",
        label: "PHP",
        line_comments: &["//", "#"],
        quotes: &[DOUBLE_LINES, quote("'", true, true)],
        keywords: "abstract and array as break callable case catch class clone const continue declare \
            default do echo else elseif empty enum extends final finally fn for foreach function global \
            goto if implements include include_once instanceof insteadof interface isset list match \
            namespace new or php print private protected public readonly require require_once return \
            static switch throw trait try unset use var while xor yield",
        types: "bool float int iterable mixed never string void",
        signs: &[Calls, Capitals, Dollar, Attributes],
        ..BRACES
    },
    Grammar {
        names: "groovy gradle jenkinsfile gvy",
        label: "Groovy",
        quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
        keywords: "abstract as assert break case catch class continue def default do else enum extends \
            final finally for if implements import in instanceof interface new package private protected \
            public return static switch throw throws trait try void while",
        types: "boolean byte char double float int long short",
        signs: &[Calls, Capitals, At],
        ..BRACES
    },
    Grammar {
        names: "zig zon",
        label: "Zig",
        keywords: "align and anyframe anytype asm async await break catch comptime const continue defer \
            else enum errdefer error export extern fn for if inline noalias noinline nosuspend opaque or \
            orelse packed pub resume return struct suspend switch test threadlocal try union unreachable \
            usingnamespace var volatile while",
        types: "bool f32 f64 i8 i16 i32 i64 isize u8 u16 u32 u64 usize void type",
        constants: "true false null undefined",
        signs: &[Calls, Capitals, At],
        ..BRACES
    },
    Grammar {
        names: "glsl hlsl wgsl metal shader vert frag",
        label: "Shader",
        keywords: "attribute break case const continue default discard do else fn for if in inout let \
            out return struct switch uniform var varying while",
        types: "bool float int mat2 mat3 mat4 sampler2D uint vec2 vec3 vec4 void f32 i32 u32",
        signs: &[Calls, Capitals, Preprocessor, At],
        ..BRACES
    },
    Grammar {
        names: "solidity sol",
        label: "Solidity",
        keywords: "abstract as break calldata catch constant constructor continue contract delete do else \
            emit enum error event external fallback for function if immutable import indexed interface \
            internal is library mapping memory modifier new override payable pragma private public pure \
            receive return returns revert storage struct try type unchecked using view virtual while",
        types: "address bool bytes bytes32 int int256 string uint uint8 uint256",
        ..BRACES
    },
    Grammar {
        names: "proto protobuf graphql gql thrift dot graphviz gv",
        label: "Schema",
        line_comments: &["//", "#"],
        quotes: &[TRIPLE, DOUBLE, SINGLE],
        keywords: "digraph directive edge enum extend extends fragment graph implements import input \
            interface message mutation node on oneof option optional package query repeated required \
            reserved returns rpc scalar schema service strict struct subgraph subscription syntax type \
            union",
        types: "bool bytes double float int32 int64 sint32 sint64 string uint32 uint64",
        signs: &[Capitals, At, Dollar],
        ..BRACES
    },
];
