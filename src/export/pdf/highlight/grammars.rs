//! What the scanner has to know of each language.

use Sign::{
    AnyCase, At, Attributes, Backslash, Calls, Capitals, Commands, Dashes, Dollar, HashAtWord,
    Heads, Keys, Lifetimes, Macros, Mnemonics, Preprocessor, RawStrings, Regex, Sections, Symbols,
    Tags,
};

/// The lexical rules of a language.
#[derive(Debug)]
pub(super) struct Grammar {
    /// Its names, extensions and aliases, lower case, parted by spaces.
    pub(super) names: &'static str,
    /// How it is written.
    pub(super) label: &'static str,
    /// What begins a comment to the end of the line.
    pub(super) line_comments: &'static [&'static str],
    /// What begins and ends a comment.
    pub(super) block_comments: &'static [(&'static str, &'static str)],
    /// How texts are quoted; a longer mark before a shorter one that it begins with.
    pub(super) quotes: &'static [Quote],
    /// Its words, parted by spaces; lower case where case does not count.
    pub(super) keywords: &'static str,
    /// Types that it has by itself.
    pub(super) types: &'static str,
    /// Values that have a name in it.
    pub(super) constants: &'static str,
    /// What else is special.
    pub(super) signs: &'static [Sign],
}

impl Grammar {
    /// Whether a rule holds.
    pub(super) fn has(&self, sign: Sign) -> bool {
        self.signs.contains(&sign)
    }
}

/// A way to quote text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Quote {
    /// Opens it.
    pub(super) open: &'static str,
    /// Closes it.
    pub(super) close: &'static str,
    /// Whether a backslash takes the meaning of the next character away.
    pub(super) escape: bool,
    /// Whether it may run over line ends.
    pub(super) lines: bool,
    /// What opens a part with code, up to the closing brace.
    pub(super) hole: Option<&'static str>,
}

/// Rules that some languages have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Words are the same in capitals.
    AnyCase,
    /// `@name` is an attribute.
    At,
    /// `#[…]` is an attribute.
    Attributes,
    /// `\name` is a command.
    Backslash,
    /// A name before `(` is a function.
    Calls,
    /// A name with a capital is a type, in capitals a constant.
    Capitals,
    /// The first word of a command is what is run.
    Commands,
    /// Names have dashes.
    Dashes,
    /// `$name` and `${name}` are values.
    Dollar,
    /// The name behind `(` is a function.
    Heads,
    /// `#` begins a comment at the start of a word only.
    HashAtWord,
    /// `name:` and `name =` at the start of a line, and quoted names before `:`, are keys.
    Keys,
    /// `'a` is a lifetime, `'a'` a character.
    Lifetimes,
    /// `name!` is a macro.
    Macros,
    /// The first word of a line is what is done, and `name:` a place.
    Mnemonics,
    /// `#name` at the start of a line is for the preprocessor.
    Preprocessor,
    /// `r#"…"#` is a text.
    RawStrings,
    /// `/…/` where a value is due is a regular expression.
    Regex,
    /// `[name]` at the start of a line is a section.
    Sections,
    /// `:name` is a value.
    Symbols,
    /// `<name` where a value is due is an element.
    Tags,
}

/// The table for a name, an extension or an alias in lower case.
pub(super) fn find(name: &str) -> Option<&'static Grammar> {
    GRAMMARS.iter().find(|grammar| grammar.names.split(' ').any(|known| known == name))
}

const fn quote(mark: &'static str, escape: bool, lines: bool) -> Quote {
    Quote { open: mark, close: mark, escape, lines, hole: None }
}

const DOUBLE: Quote = quote("\"", true, false);
const SINGLE: Quote = quote("'", true, false);
const DOUBLE_LINES: Quote = quote("\"", true, true);
const SINGLE_LINES: Quote = quote("'", false, true);
const RAW_SINGLE: Quote = quote("'", false, false);
const BACKTICK: Quote = quote("`", true, true);
const RAW_BACKTICK: Quote = quote("`", false, true);
const TEMPLATE: Quote = Quote { hole: Some("${"), ..BACKTICK };
const TRIPLE: Quote = quote("\"\"\"", true, true);
const TRIPLE_SINGLE: Quote = quote("'''", true, true);
const C_COMMENT: (&str, &str) = ("/*", "*/");

/// What most languages with braces have in common.
const BRACES: Grammar = Grammar {
    names: "",
    label: "",
    line_comments: &["//"],
    block_comments: &[C_COMMENT],
    quotes: &[DOUBLE, SINGLE],
    keywords: "",
    types: "",
    constants: "true false null nil NULL this self super",
    signs: &[Calls, Capitals],
};

/// What most scripts have in common.
const SCRIPT: Grammar = Grammar { line_comments: &["#"], block_comments: &[], ..BRACES };

/// For languages that share nothing with those with braces.
const OTHER: Grammar = Grammar {
    line_comments: &[],
    block_comments: &[],
    quotes: &[],
    constants: "",
    signs: &[],
    ..BRACES
};

const C_WORDS: &str = "alignas alignof auto break case const constexpr continue default do else enum \
    extern for goto if inline register restrict return signed sizeof static struct switch typedef \
    typeof union unsigned volatile while";
const C_TYPES: &str = "bool char double float int long short void size_t ssize_t int8_t int16_t int32_t \
    int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t";

static GRAMMARS: &[Grammar] = &[
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
    Grammar {
        names: "python py py3 python3 pyi gyp bazel bzl starlark gdscript ipython",
        label: "Python",
        quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
        keywords: "and as assert async await break case class continue def del elif else except exec \
            finally for from func global if import in is lambda match nonlocal not or pass raise return \
            try while with yield",
        types: "bool bytes dict float frozenset int list object set str tuple",
        constants: "True False None NotImplemented Ellipsis self cls",
        signs: &[Calls, Capitals, At],
        ..SCRIPT
    },
    Grammar {
        names: "ruby rb rake gemfile podfile vagrantfile crystal cr",
        label: "Ruby",
        block_comments: &[("=begin", "=end")],
        keywords: "alias and begin break case class def defined do else elsif end ensure extend for if \
            in include loop module next not or private protected public raise redo require \
            require_relative rescue retry return then undef unless until when while yield",
        signs: &[Calls, Capitals, At, Symbols, HashAtWord],
        ..SCRIPT
    },
    Grammar {
        names: "elixir ex exs",
        label: "Elixir",
        quotes: &[TRIPLE, DOUBLE],
        keywords: "after alias and case catch cond def defimpl defmacro defmodule defp defprotocol \
            defstruct do else end fn for if import in not or quote raise receive require rescue try \
            unless unquote use when with",
        signs: &[Calls, Capitals, At, Symbols],
        ..SCRIPT
    },
    Grammar {
        names: "perl pl pm raku",
        label: "Perl",
        keywords: "and cmp die do each else elsif eq exists for foreach ge gt if keys last le local lt my \
            ne next no not or our package print push return say shift sub unless until use while",
        signs: &[Calls, Dollar, HashAtWord],
        ..SCRIPT
    },
    Grammar {
        names: "r rscript",
        label: "R",
        keywords: "break else for function if in library next repeat require return while",
        constants: "TRUE FALSE NULL NA NaN Inf",
        ..SCRIPT
    },
    Grammar {
        names: "julia jl",
        label: "Julia",
        block_comments: &[("#=", "=#")],
        quotes: &[TRIPLE, DOUBLE],
        keywords: "abstract baremodule begin break catch const continue do else elseif end export finally \
            for function global if import in isa let local macro module mutable primitive quote return \
            struct try type using where while",
        constants: "true false nothing missing NaN Inf",
        signs: &[Calls, Capitals, At],
        ..SCRIPT
    },
    Grammar {
        names: "nim nims",
        label: "Nim",
        keywords: "and as asm block break case cast const continue converter defer discard distinct div \
            do elif else end enum except export finally for from func if import in include interface is \
            iterator let macro method mixin mod nil not object of or out proc ptr raise ref return shl \
            shr static template try tuple type using var when while xor yield",
        quotes: &[TRIPLE, DOUBLE],
        ..SCRIPT
    },
    Grammar {
        names: "coffee coffeescript livescript ls",
        label: "CoffeeScript",
        block_comments: &[("###", "###")],
        quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
        keywords: "and break by catch class continue delete do else extends finally for if in instanceof \
            is isnt loop new not of or return switch then throw try typeof unless until when while yield",
        constants: "true false null undefined yes no on off this",
        ..SCRIPT
    },
    Grammar {
        names: "sh shell bash zsh ksh ash fish bashrc zshrc shellscript sh- csh",
        label: "Shell",
        quotes: &[DOUBLE_LINES, SINGLE_LINES],
        keywords: "case do done elif else esac export fi for function if in local readonly return select \
            set sudo then until while",
        constants: "",
        signs: &[Commands, Dollar, HashAtWord],
        ..SCRIPT
    },
    Grammar {
        names: "docker dockerfile containerfile",
        label: "Dockerfile",
        keywords: "ADD ARG AS CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD \
            RUN SHELL STOPSIGNAL USER VOLUME WORKDIR",
        constants: "",
        signs: &[Dollar, HashAtWord, Dashes],
        ..SCRIPT
    },
    Grammar {
        names: "powershell ps1 pwsh ps psm1",
        label: "PowerShell",
        block_comments: &[("<#", "#>")],
        quotes: &[quote("\"", false, true), SINGLE_LINES],
        keywords: "begin break catch class continue do else elseif end enum exit filter finally for \
            foreach function if in param process return switch throw trap try until using while",
        constants: "",
        signs: &[AnyCase, Commands, Dollar],
        ..SCRIPT
    },
    Grammar {
        names: "bat batch cmd dos dosbatch",
        label: "Batch",
        line_comments: &["::", "rem ", "REM ", "Rem "],
        quotes: &[quote("\"", false, false)],
        keywords: "call do echo else exist exit for goto if in not pause set setlocal",
        constants: "",
        signs: &[AnyCase],
        ..SCRIPT
    },
    Grammar {
        names: "make makefile mk mak gnumakefile just justfile",
        label: "Makefile",
        keywords: "define else endef endif export ifdef ifeq ifndef ifneq include override unexport vpath",
        constants: "",
        signs: &[Keys, Dollar, Dashes, HashAtWord],
        ..SCRIPT
    },
    Grammar {
        names: "cmake",
        label: "CMake",
        quotes: &[DOUBLE_LINES],
        keywords: "else elseif endforeach endfunction endif endmacro endwhile foreach function if include \
            macro option project return set while",
        constants: "on off true false",
        signs: &[AnyCase, Calls, Dollar],
        ..SCRIPT
    },
    Grammar {
        names: "yaml yml",
        label: "YAML",
        quotes: &[DOUBLE_LINES, SINGLE],
        constants: "true false null yes no on off",
        signs: &[Keys, HashAtWord, Dashes],
        ..SCRIPT
    },
    Grammar {
        names: "toml tml ini cfg conf properties env dotenv editorconfig gitconfig desktop systemd",
        label: "TOML",
        line_comments: &["#", ";"],
        quotes: &[TRIPLE, quote("'''", false, true), DOUBLE, RAW_SINGLE],
        constants: "true false yes no on off",
        signs: &[Keys, Sections, HashAtWord, Dashes],
        ..SCRIPT
    },
    Grammar {
        names: "terraform tf hcl nix",
        label: "Configuration",
        line_comments: &["#", "//"],
        block_comments: &[C_COMMENT],
        quotes: &[quote("''", false, true), DOUBLE],
        keywords: "assert data else for if in inherit let locals module output provider rec resource \
            terraform then variable with",
        signs: &[Calls, Dashes],
        ..SCRIPT
    },
    Grammar {
        names: "nginx nginxconf apache apacheconf htaccess",
        label: "Server",
        keywords: "else events http if include location map return rewrite server upstream",
        constants: "on off",
        signs: &[Dollar],
        ..SCRIPT
    },
    Grammar {
        names: "sql mysql postgresql postgres pgsql plsql sqlite tsql mariadb ddl hql",
        label: "SQL",
        line_comments: &["--", "#"],
        block_comments: &[C_COMMENT],
        quotes: &[SINGLE_LINES, quote("\"", false, false), quote("`", false, false)],
        keywords: "add after all alter and any as asc begin between by cascade case check column commit \
            constraint create cross database default delete desc distinct drop else end exists explain \
            foreign from full function grant group having if in index inner insert intersect into is join \
            key left like limit not offset on or order outer over partition primary procedure references \
            returning revoke right rollback row rows select set table then to transaction trigger \
            truncate union unique update using values view when where while with",
        types: "bigint blob boolean char date datetime decimal double float int integer json jsonb \
            numeric real serial smallint text time timestamp uuid varchar",
        constants: "true false null current_timestamp current_date",
        signs: &[AnyCase, Calls],
        ..OTHER
    },
    Grammar {
        names: "lua luau",
        label: "Lua",
        line_comments: &["--"],
        block_comments: &[("--[[", "]]")],
        quotes: &[
            Quote { open: "[[", close: "]]", escape: false, lines: true, hole: None },
            DOUBLE,
            SINGLE,
        ],
        keywords: "and break do else elseif end for function goto if in local not or repeat return then \
            until while",
        ..BRACES
    },
    Grammar {
        names: "haskell hs elm purescript purs idris agda",
        label: "Haskell",
        line_comments: &["--"],
        block_comments: &[("{-", "-}")],
        quotes: &[TRIPLE, DOUBLE],
        keywords: "as case class data deriving do else exposing family forall foreign hiding if import in \
            infix infixl infixr instance let module newtype of port qualified then type where",
        constants: "",
        signs: &[Capitals],
        ..OTHER
    },
    Grammar {
        names: "ocaml ml mli fsharp fs fsx f# sml reason",
        label: "ML",
        line_comments: &["//"],
        block_comments: &[("(*", "*)")],
        quotes: &[TRIPLE, DOUBLE],
        keywords: "and as assert begin class constraint do done downto else end exception external for \
            fun function functor if in include inherit initializer lazy let match member method module \
            mutable namespace new object of open or override private rec sig struct then to try type val \
            virtual when while with yield",
        types: "bool char float int list option string unit",
        constants: "true false None Some",
        signs: &[Capitals],
        ..OTHER
    },
    Grammar {
        names: "pascal delphi pas dpr vhdl ada adb ads fortran f90 f95 vb vbnet vba basic",
        label: "Program",
        line_comments: &["//", "--", "!"],
        block_comments: &[("(*", "*)"), ("{", "}")],
        quotes: &[RAW_SINGLE, quote("\"", false, false)],
        keywords: "and array as begin case const constructor dim do downto else elsif end entity exit for \
            function goto if implements in inherited interface is loop module next not of or out package \
            private procedure program public record repeat return select set signal sub subroutine then \
            to type unit until uses var variable when while with",
        types: "boolean byte char double integer longint real single string",
        constants: "true false nil nothing",
        signs: &[AnyCase, Calls],
        ..OTHER
    },
    Grammar {
        names: "erlang erl hrl prolog matlab octave",
        label: "Erlang",
        line_comments: &["%"],
        block_comments: &[],
        quotes: &[DOUBLE, RAW_SINGLE],
        keywords: "after and andalso begin case catch else elseif end for fun function if of or orelse \
            otherwise receive switch try when while",
        constants: "true false",
        signs: &[Calls],
        ..BRACES
    },
    Grammar {
        names: "lisp cl clojure clj cljs cljc edn scheme scm racket rkt elisp emacs-lisp el wat wast wasm",
        label: "Lisp",
        line_comments: &[";"],
        block_comments: &[("#|", "|#"), ("(;", ";)")],
        quotes: &[DOUBLE_LINES],
        keywords: "and begin block case cond def define defmacro defmethod defn defstruct defun defvar do \
            else export fn for func global if import lambda let loop memory module ns or param progn \
            quote recur require result set! type unless use when",
        types: "i32 i64 f32 f64",
        constants: "true false nil",
        signs: &[Heads, Dashes, Symbols, Dollar],
        ..OTHER
    },
    Grammar {
        names: "asm nasm assembly x86asm armasm s llvm",
        label: "Assembly",
        line_comments: &[";", "#", "//"],
        quotes: &[DOUBLE],
        signs: &[Mnemonics],
        ..BRACES
    },
    Grammar {
        names: "latex tex ltx bibtex bib math typst typ",
        label: "TeX",
        line_comments: &["%"],
        block_comments: &[],
        quotes: &[],
        constants: "",
        signs: &[Backslash],
        ..BRACES
    },
];

/// The first name of each language.
#[cfg(test)]
pub(super) fn all_names() -> impl Iterator<Item = &'static str> {
    GRAMMARS.iter().filter_map(|grammar| grammar.names.split(' ').next())
}
