#include "planner/report/markdown_text.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

TEST(MarkdownText, ProsePartsSignsThatReferToSomething) {
  const MarkdownText text(true);
  EXPECT_EQ(text.Prose("@team"), "&#64;\u200Bteam");
  EXPECT_EQ(text.Prose("a@b.c #1 !2 ~x GH-12"),
            "a&#64;\u200Bb.c &#35;\u200B1 &#33;\u200B2 &#126;\u200Bx GH-\u200B12");
  EXPECT_EQ(text.Prose("see www.x.y or http://x"), "see www\u200B.x.y or http&#58;\u200B//x");
  EXPECT_EQ(text.Prose("50% of 3 & 4"), "50% of 3 &#38; 4");
}

TEST(MarkdownText, ProseBeginsNoList) {
  EXPECT_EQ(MarkdownText(true).Prose("1. x"), "1&#46; x");
  EXPECT_EQ(MarkdownText(true).Prose("- x - y"), "&#45; x - y");
  EXPECT_EQ(MarkdownText(false).Prose("2) x"), "2\\) x");
  EXPECT_EQ(MarkdownText(false).Prose("+x"), "\\+x");
}

TEST(MarkdownText, WithoutHtmlNothingIsAReference) {
  const MarkdownText text(false);
  EXPECT_EQ(text.Prose("a_b *c* [x](y) <b> &amp; `q`"),
            "a\\_b \\*c\\* \\[x\\](y) <\u200Bb> &\u200Bamp; \\`q\\`");
}

TEST(MarkdownText, CodeHoldsBackticksAndSpaces) {
  const MarkdownText text(true);
  EXPECT_EQ(text.Code("a"), "`a`");
  EXPECT_EQ(text.Code("a`b``c"), "```a`b``c```");
  EXPECT_EQ(text.Code("`a"), "`` `a ``");
  EXPECT_EQ(text.Code(" a "), "`  a  `");
  EXPECT_EQ(text.Code("a\nb"), "`a\\nb`");
  EXPECT_EQ(text.Code(""), "");
}

TEST(MarkdownText, CodeInATableHasNoBar) {
  EXPECT_EQ(MarkdownText::CodeInTable("a\\b"), "`a\\b`");
  EXPECT_EQ(MarkdownText::CodeInTable("a|b"), "<code>a&#124;b</code>");
}

TEST(MarkdownText, CodeInHtmlIsCharacterReferences) {
  EXPECT_EQ(MarkdownText::CodeInHtml("<b>&"), "<code>&#60;b>&#38;</code>");
}

TEST(MarkdownText, LinesAreBrokenAsTheRendererKnows) {
  EXPECT_EQ(MarkdownText(true).Lines("Run:\n  git fetch\nthen", "> "),
            "Run&#58;<br>`git fetch`<br>then");
  EXPECT_EQ(MarkdownText(false).Lines("Run:\n  git fetch\nthen", "> "),
            "Run:  \n> `git fetch`  \n> then");
}

}  // namespace
}  // namespace deltaplan::planner
