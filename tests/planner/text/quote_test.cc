#include "planner/text/quote.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::planner {
namespace {

using namespace std::string_literals;

TEST(IsValidUtf8, AcceptsEveryLengthOfSequence) {
  for (const char* text : {"", "plain ascii, longer than a machine word", "é", "测试", "😀",
                           "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsValidUtf8(text)) << text;
  }
}

TEST(IsValidUtf8, RefusesBytesThatAreNoCharacter) {
  for (const char* bytes :
       {"\xff", "caf\xe9", "\x80", "\xC3", "\xE6\xB5", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "eight by\xff", "\xC3\x28"}) {
    EXPECT_FALSE(IsValidUtf8(bytes)) << CQuote(bytes);
  }
}

TEST(CQuote, WritesWhatGitWrites) {
  EXPECT_EQ(CQuote(""), R"("")");
  EXPECT_EQ(CQuote("plain"), R"("plain")");
  EXPECT_EQ(CQuote("a\tb\377"), R"("a\tb\377")");
  EXPECT_EQ(CQuote("\a\b\t\n\v\f\r\"\\"), R"("\a\b\t\n\v\f\r\"\\")");
  EXPECT_EQ(CQuote("\x01\x1b\x7f"), R"("\001\033\177")");
  EXPECT_EQ(CQuote("测"), R"("\346\265\213")");
}

TEST(DisplayPath, LeavesOrdinaryNamesAlone) {
  for (const char* name : {"services/api", "a b", "[locale]/(base)/$x#", "-rf", "服务/测试", "'"}) {
    EXPECT_EQ(DisplayPath(name), name);
  }
}

TEST(DisplayPath, QuotesWhatATerminalMustNotSee) {
  EXPECT_EQ(DisplayPath("a\nb"), R"("a\nb")");
  EXPECT_EQ(DisplayPath("\x1b[31m"), R"("\033[31m")");
  EXPECT_EQ(DisplayPath("\xC2\x9B"
                        "31m"),
            R"("\302\23331m")");  // C1: the one-byte ESC [
  EXPECT_EQ(DisplayPath("\xE2\x80\xAEgpj.exe"), R"("\342\200\256gpj.exe")");  // right to left
  EXPECT_EQ(DisplayPath("caf\xe9"), R"("caf\351")");
}

TEST(DisplayPath, QuotesWhatWouldLookQuoted) {
  EXPECT_EQ(DisplayPath("\"a\""), R"("\"a\"")");
  EXPECT_EQ(DisplayPath("a\\nb"), R"("a\\nb")");
}

TEST(DisplayPath, QuotesWhatACiSystemWouldTakeForACommand) {
  EXPECT_EQ(DisplayPath("::error::x"), R"("::error::x")");
  EXPECT_EQ(DisplayPath(" \xC2\xA0::x"), R"(" \302\240::x")");
  EXPECT_EQ(DisplayPath("a::b"), "a::b");
  EXPECT_EQ(DisplayPath("a##[error]b"), R"("a\043#[error]b")");
  EXPECT_EQ(DisplayPath("##a"), "##a");
  EXPECT_EQ(DisplayPath("###[b]"), R"("#\043#[b]")");
}

TEST(DisplayText, EscapesControlsAndInvalidBytesInPlace) {
  EXPECT_EQ(DisplayText("it's \"so\": C:\\x"), "it's \"so\": C:\\x");
  EXPECT_EQ(DisplayText("a\r\x1b[2J\xff 测"), "a\\r\\033[2J\\377 测");
  EXPECT_EQ(DisplayText("\xE2\x80\xA8"), "\\342\\200\\250");  // line separator
}

TEST(JsonPath, QuotesOnlyInvalidUtf8AndALeadingQuote) {
  EXPECT_EQ(JsonPath("服务/a\nb\\\"c\""), "服务/a\nb\\\"c\"");
  EXPECT_EQ(JsonPath("a\xff"), R"("a\377")");
  EXPECT_EQ(JsonPath("\"a"), R"("\"a")");
}

}  // namespace
}  // namespace deltaplan::planner
