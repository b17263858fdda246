#include "graph/object_id.h"

#include <gtest/gtest.h>
#include <string>

namespace deltaplan::graph {
namespace {

constexpr char kHex[] = "0123456789abcdef0123456789abcdef01234567";

TEST(ObjectIdTest, HexIsReadInEitherCaseAndPrintedInLowerCase) {
  std::string upper = kHex;
  for (char& digit : upper) {
    if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
  }
  ASSERT_TRUE(ObjectId::FromHex(kHex).has_value());
  EXPECT_EQ(ObjectId::FromHex(kHex)->ToHex(), kHex);
  EXPECT_EQ(ObjectId::FromHex(upper), ObjectId::FromHex(kHex));
  EXPECT_EQ(ObjectId::FromHex(kHex)->bytes[1], 0x23);
}

TEST(ObjectIdTest, AnythingButFortyHexadecimalDigitsIsNoId) {
  const std::string hex = kHex;
  EXPECT_EQ(ObjectId::FromHex(""), std::nullopt);
  EXPECT_EQ(ObjectId::FromHex(hex.substr(1)), std::nullopt);
  EXPECT_EQ(ObjectId::FromHex(hex + "0"), std::nullopt);
  for (const char wrong : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '\xff'}) {
    for (const std::size_t place : {std::size_t{0}, std::size_t{39}}) {
      std::string text = hex;
      text[place] = wrong;
      EXPECT_EQ(ObjectId::FromHex(text), std::nullopt) << text;
    }
  }
}

}  // namespace
}  // namespace deltaplan::graph
