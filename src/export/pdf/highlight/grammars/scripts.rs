//! Languages whose comments begin with `#`: scripts, shells and settings.

use super::Sign::{
    AnyCase, At, Calls, Capitals, Commands, Dashes, Dollar, HashAtWord, Keys, Sections, Symbols,
};
use super::{
    C_COMMENT, DOUBLE, DOUBLE_LINES, Grammar, RAW_SINGLE, SCRIPT, SINGLE, SINGLE_LINES, TRIPLE,
    TRIPLE_SINGLE, quote,
};

pub(super) static GRAMMARS: &[Grammar] = &[
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
];
