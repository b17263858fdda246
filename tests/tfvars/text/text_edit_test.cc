#include "tfvars/text/text_edit.h"

#include <gtest/gtest.h>

namespace deltaplan::tfvars {
namespace {

TEST(TextEditTest, EditsAreMadeAtOnceWhateverTheirOrder) {
  EXPECT_EQ(ApplyEdits("abcdef", {{{4, 5}, "E"}, {{0, 1}, "AA"}, {{2, 2}, "-"}}), "AAb-cdEf");
  EXPECT_EQ(ApplyEdits("ab", {{{1, 1}, "1"}, {{1, 1}, "2"}}), "a12b") << "the first comes first";
  EXPECT_EQ(ApplyEdits("ab", {}), "ab");
}

TEST(TextEditTest, LinesAreAppendedAsTheTextEndsItsOwn) {
  const auto append = [](std::string text) {
    const Source source{.name = "x", .text = std::move(text)};
    return ApplyEdits(source.text, {AppendLines(source, "x\ny\n")});
  };
  EXPECT_EQ(append(""), "x\ny\n");
  EXPECT_EQ(append("a\n"), "a\nx\ny\n");
  EXPECT_EQ(append("a\r\nb"), "a\r\nb\r\nx\r\ny\r\n") << "an end that is missing is added";
  EXPECT_EQ(append("a\nb\r\n"), "a\nb\r\nx\ny\n") << "the first line decides";
}

}  // namespace
}  // namespace deltaplan::tfvars
