//! Languages that share little with these: of data, functions, proofs and machines.

use super::Sign::{AnyCase, Backslash, Calls, Capitals, Dashes, Dollar, Heads, Mnemonics, Symbols};
use super::{
    BRACES, C_COMMENT, DOUBLE, DOUBLE_LINES, Grammar, OTHER, Quote, RAW_SINGLE, SINGLE,
    SINGLE_LINES, TRIPLE, quote,
};

pub(super) static GRAMMARS: &[Grammar] = &[
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
