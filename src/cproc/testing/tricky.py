"""Texts that files lose: every script, and what breaks formats."""

from __future__ import annotations

SCRIPTS = (
    "Ünïcödé Œuvre Ħ", "Ελληνικά", "Українська ґ", "Հայերեն", "ქართული", "עברית",
    "العربية", "हिन्दी", "বাংলা", "தமிழ்", "ไทย", "አማርኛ", "한국어", "日本語", "中文", "ខ្មែរ",
    "မြန်မာ", "👩‍🚒 🏳️‍🌈", "𝒜 𐍈", "e\u0301 é",
)  # fmt: skip
"""A text of each script, with marks, ligatures, right to left, and beyond the first plane."""

MISREAD = (
    "=1+1", "==", "=", "+1", "-1", "@SUM", "\t=1", "\r=1", "\n=1", " =1+1", "＝1+1", "{=1}", "'=1",
    "=cmd|'/c calc'!A1", '=HYPERLINK("http://x","y")', '=WEBSERVICE("http://x")',
    "#N/A", "TRUE", "007", "1/2", "1E5", "2024-01-01", "_x000D_", "_x0041_", "_x005F_",
    "a\r\nb", "a\rb", "  a  ", "a\u00a0b", "a\u202eb", "a\u200bb", "a\u2066b",
    "é e\u0301", 'A&B <b> "q" ]]>', "{{ 7*7 }}", "{% raw %}", "[x](javascript:alert(1))",
    "file:///etc/passwd", "\\\\server\\share", "http://[bad", "*a* _b_ `c` | d", "# h",
    "<!-- x -->", "&lt;",
)  # fmt: skip
"""Taken for a formula, a number, a date, a constant, an escape, markup, a template or a link, or
changed on the way: line breaks, spaces, invisible marks, two forms of one letter."""

REFUSED_BY_MOST = (
    "\n" * 254, "x" * 32_768, "😀" * 16_384, "a\0b", "a\x01b", "a\x0bb", "a\x1fb", "a\ufffeb",
    "\ud83d", "\udc00",
)  # fmt: skip
"""One line or character more than a cell of Excel holds, as many in UTF-16, what XML forbids,
halves of pairs."""

HOSTILE = (
    *MISREAD,
    "e" + "\u0301" * 1000, "http://x/" + "a" * 2080, "x" * 32_767,
    *REFUSED_BY_MOST,
)  # fmt: skip
"""Those, lengths beyond limits, and characters that no file holds."""
