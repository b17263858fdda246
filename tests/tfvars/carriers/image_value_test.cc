#include "tfvars/carriers/image_value.h"

#include <gtest/gtest.h>
#include <string>
#include <variant>

#include "tfvars/hcl/parser.h"

namespace deltaplan::tfvars {
namespace {

// The tag of an image, and the image with the tag "new"; in their places, what is wrong.
struct Image {
  explicit Image(const std::string& text) {
    const Source source{"main.tf", text};
    Diagnostics diagnostics;
    const ExpressionPtr value = ParseHclExpression(source, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << text;
    const auto read = ReadImageTag(*value);
    const auto* found = std::get_if<std::string>(&read);
    tag = found != nullptr ? *found : std::get<Diagnostic>(read).summary;
    const auto replaced = ReplaceImageTag(source, Syntax::kNative, *value, "new");
    const auto* edit = std::get_if<TextEdit>(&replaced);
    changed = edit != nullptr ? ApplyEdits(text, {*edit}) : std::get<Diagnostic>(replaced).summary;
  }

  std::string tag;
  std::string changed;
};

TEST(ImageValueTest, TheTagIsReplacedAndTheDigestBehindItGoes) {
  const Image plain(R"("example.com:5000/team/api:1")");
  EXPECT_EQ(plain.tag, "1");
  EXPECT_EQ(plain.changed, R"("example.com:5000/team/api:new")");
  const Image digest(R"("api:1@sha256:00")");
  EXPECT_EQ(digest.tag, "1");
  EXPECT_EQ(digest.changed, R"("api:new")");
}

TEST(ImageValueTest, WhatStandsInFrontOfTheLastComponentMayBeComputed) {
  const Image image(R"("${local.registry}/team/api:1")");
  EXPECT_EQ(image.tag, "1");
  EXPECT_EQ(image.changed, R"("${local.registry}/team/api:new")");
}

TEST(ImageValueTest, ATagThatIsComputedIsNeitherReadNorReplaced) {
  for (const char* text : {R"("api:${var.tag}")", "var.image", "1", R"(["api:1"])"}) {
    const Image image(text);
    EXPECT_EQ(image.tag, "Not a plain string") << text;
    EXPECT_EQ(image.changed, "Not a plain string") << text;
  }
}

TEST(ImageValueTest, AnImageWithoutATagGetsNone) {
  const Image image(R"("example.com:5000/api")");
  EXPECT_EQ(image.tag, "Image without tag");
  EXPECT_EQ(image.changed, "Image can't be changed");
}

}  // namespace
}  // namespace deltaplan::tfvars
