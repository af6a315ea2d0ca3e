//! What terminals show: diffs, and sessions of a shell with their prompts.

use std::ops::Range;

use super::{Class, Part};

/// A longer prompt is output in which a sign happens to be.
const LONGEST_PROMPT: usize = 80;

/// The lines of a text, without their ends.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.trim_end_matches(['\n', '\r']).len();
        start += line.len();
        range
    })
}

/// The lines of a diff, unified or in the old form.
pub(super) fn diff(code: &str) -> Vec<Part> {
    lines(code).filter_map(|line| Some((line.clone(), diff_line(&code[line])?))).collect()
}

fn diff_line(line: &str) -> Option<Class> {
    let heads = ["diff ", "index ", "+++ ", "--- ", "@@", "Index: ", "***"];
    if heads.iter().any(|head| line.starts_with(head)) {
        return Some(Class::Heading);
    }
    match line.as_bytes().first()? {
        b'+' | b'>' => Some(Class::Inserted),
        b'-' | b'<' => Some(Class::Deleted),
        _ => None,
    }
}

/// Whether code is what a terminal shows. Sessions are often marked as scripts, but no script begins with
/// a lone `$`.
pub(super) fn is_session(language: &str, code: &str) -> bool {
    match language {
        "console" | "shell-session" | "shellsession" | "sh-session" | "bash-session"
        | "terminal" | "pycon" | "doscon" => true,
        "sh" | "shell" | "bash" | "zsh" | "fish" => code.trim_start().starts_with("$ "),
        _ => false,
    }
}

/// The prompts of a session.
pub(super) fn console(code: &str) -> Vec<Part> {
    lines(code)
        .filter_map(|line| {
            let length = prompt(&code[line.clone()])?;
            Some((line.start..line.start + length, Class::Prompt))
        })
        .collect()
}

/// The length of the prompt that a line begins with: `$`, `user@host:~$`, `(env) $`, `PS C:\>`, `>>>`.
fn prompt(line: &str) -> Option<usize> {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    for sign in [">>>", "..."] {
        if bare == sign || bare.strip_prefix(sign).is_some_and(|rest| rest.starts_with(' ')) {
            return Some(indent + sign.len());
        }
    }
    let place = bare.find(['$', '#', '%', '>', '❯', '➜'])?;
    let (before, from_sign) = bare.split_at(place);
    let sign = from_sign.chars().next()?;
    let after = &from_sign[sign.len_utf8()..];
    let is_windows = before.starts_with("PS ") || before.get(1..3) == Some(":\\");
    let is_place = is_windows || before.contains('@') || before.ends_with('~');
    let in_env = before.starts_with('(') && before.ends_with(") ");
    let ends = after.is_empty() || after.starts_with(' ') || (is_windows && sign == '>');
    let known = before.is_empty() || is_place || in_env;
    (known && ends && before.len() < LONGEST_PROMPT).then_some(indent + place + sign.len_utf8())
}
