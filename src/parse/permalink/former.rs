//! Old addresses of a post, which its generator sends on to the one of today.

use url::Url;

/// Stands for the server of a blog whose address is not known.
const NOWHERE: &str = "http://blog.invalid/";

/// The addresses that front matter lists, as [`super::url`] writes them. `top` is the blog's own,
/// which may be empty, `url` the post's.
///
/// One that begins with `/` counts from the top of the blog. Another counts from there too
/// (Zola, jekyll-redirect-from), or from the folder of the post's page (Hugo): it stands for both.
#[must_use]
pub fn former(top: &str, url: &str, written: &[String]) -> Vec<String> {
    let Ok(base) = Url::parse(if top.is_empty() { NOWHERE } else { top }) else {
        return Vec::new();
    };
    let page = base.join(url.trim_end_matches('/')).ok();
    let mut addresses: Vec<String> = Vec::new();
    for text in written.iter().map(|text| text.trim()) {
        let path = text.trim_start_matches('/');
        let relative = page.as_ref().filter(|_| path == text);
        let found = match Url::parse(text) {
            Ok(url) => [Some(url), None],
            // The dot keeps a colon in a name from being read as a scheme.
            Err(_) if path.is_empty() => continue,
            Err(_) => [Some(&base), relative].map(|base| base?.join(&format!("./{path}")).ok()),
        };
        for url in found.into_iter().flatten() {
            let url = match url.as_str().strip_prefix(NOWHERE) {
                Some(path) => format!("/{path}"),
                None => url.into(),
            };
            if !addresses.contains(&url) {
                addresses.push(url);
            }
        }
    }
    addresses
}

#[cfg(test)]
mod tests {
    use super::former;

    #[test]
    fn old_addresses_count_from_the_top_or_from_the_folder_of_the_page() {
        let written = ["/old/", "x", "/한글 글", "https://else.example/y", " ", "/"];
        let written = written.map(str::to_owned);
        let cases = [
            (
                "https://blog.example/base/",
                "https://blog.example/base/posts/new/",
                [
                    "https://blog.example/base/old/",
                    "https://blog.example/base/x",
                    "https://blog.example/base/posts/x",
                ],
                "https://blog.example/base/",
            ),
            ("", "/posts/new/", ["/old/", "/x", "/posts/x"], "/"),
        ];
        for (top, url, expected, root) in cases {
            let mut expected: Vec<String> = expected.iter().map(|&s| s.to_owned()).collect();
            expected.push(format!("{root}%ED%95%9C%EA%B8%80%20%EA%B8%80"));
            expected.push("https://else.example/y".to_owned());
            assert_eq!(former(top, url, &written), expected, "{url}");
        }
    }
}
