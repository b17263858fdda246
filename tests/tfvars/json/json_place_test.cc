#include "tfvars/json/json_place.h"

#include <gtest/gtest.h>
#include <string_view>

namespace deltaplan::tfvars {
namespace {

TEST(JsonPlaceTest, APointerLeadsToTheMemberOrTheItem) {
  constexpr std::string_view kText =
      "\xEF\xBB\xBF// { \"tag\": 1 }\n"
      "{ /* \" */\n"
      "  \"services\": [ \"a\", // \"b\", ]\n"
      "\t{ \"p\\u0061th\": \"x]}\\\"\", \"äö\": { \"~/\": true } } ],\n"
      "  \"tag\": null,\"last\": [[1.5e3], [], 7]\n"
      "}\n";
  struct Case {
    std::string_view pointer;
    std::size_t line;
    std::size_t column;
  };
  for (const Case& c : {
           Case{"", 2, 1},
           Case{"/services", 3, 3},
           Case{"/services/0", 3, 17},
           Case{"/services/1", 4, 2},
           Case{"/services/1/path", 4, 4},
           Case{"/services/1/äö", 4, 26},
           Case{"/services/1/äö/~0~1", 4, 34},
           Case{"/tag", 5, 3},
           Case{"/last/2", 5, 37},
           Case{"/last/0/0", 5, 25},
           // What is not there: the innermost that is.
           Case{"/services/2", 3, 3},
           Case{"/services/0/path", 3, 17},
           Case{"/services/1/äö/x/y", 4, 26},
           Case{"/tags", 2, 1},
           Case{"no pointer", 2, 1},
       }) {
    const TextPlace place = PlaceOfPointer(kText, c.pointer);
    EXPECT_EQ(place.line, c.line) << c.pointer;
    EXPECT_EQ(place.column, c.column) << c.pointer;
  }
  EXPECT_EQ(PlaceOfPointer(kText, "/tag").line_text, "  \"tag\": null,\"last\": [[1.5e3], [], 7]");
}

TEST(JsonPlaceTest, ATextThatIsNoneHasAPlaceAllTheSame) {
  for (const std::string_view text :
       {"", "{", "{\"a", "{\"a\":", "[", "[1,", "/*", "/", "{\"a\" 1}"}) {
    EXPECT_EQ(PlaceOfPointer(text, "/a/0").line, 1U) << text;
    EXPECT_EQ(PlaceOfPointer(text, "/7").line, 1U) << text;
  }
}

}  // namespace
}  // namespace deltaplan::tfvars
