#include "tfvars/hcl/evaluate.h"

#include <gtest/gtest.h>
#include <map>
#include <string>

#include "tfvars/hcl/parser.h"

namespace deltaplan::tfvars {
namespace {

class MapScope : public Scope {
 public:
  std::optional<Value> Lookup(std::string_view root, std::string_view attribute) const override {
    const auto found = values.find(std::string(root) + "." + std::string(attribute));
    return found == values.end() ? std::nullopt : std::optional(found->second);
  }
  std::map<std::string, Value> values{{"var.name", Value(std::string("api"))},
                                      {"data.later", Value(Unknown())}};
};

std::optional<Value> Evaluated(const std::string& text) {
  Diagnostics diagnostics;
  const ExpressionPtr expression = ParseHclExpression({"x", text}, diagnostics);
  return expression == nullptr ? std::nullopt : Evaluate(*expression, MapScope());
}

// The value written as a list of texts: "a,b".
std::string Listed(const std::string& text) {
  const auto value = Evaluated("join(\",\", " + text + ")");
  return value ? value->ToString().value_or("?") : "<none>";
}

TEST(EvaluateTest, NamesComeFromTheScope) {
  EXPECT_EQ(Evaluated("\"x-${var.name}\""), Value(std::string("x-api")));
  EXPECT_EQ(Evaluated("var.nothing"), std::nullopt);
  EXPECT_EQ(Evaluated("[for var in [1] : var][0]"), Value(Number(1)));
}

TEST(EvaluateTest, WhatDependsOnTheUnknownIsUnknown) {
  for (const char* text : {"data.later", "\"a${data.later}\"", "data.later + 1", "keys(data.later)",
                           "data.later ? 1 : 2", "[for x in data.later : x]", "data.later[0].x"}) {
    const auto value = Evaluated(text);
    ASSERT_TRUE(value) << text;
    EXPECT_TRUE(value->IsUnknown()) << text;
  }
  EXPECT_EQ(Evaluated("false && data.later"), Value(false));
}

TEST(EvaluateTest, AKeyThatCouldBeMeantAsTextIsNone) {
  for (const char* text : {"{var.name = 1}", "{var.name[0] = 1}", "{var.name.length = 1}"}) {
    EXPECT_EQ(Evaluated(text), std::nullopt) << text;
  }
  const Value expected(Value::Object{{"api", Value(Number(1))}});
  EXPECT_EQ(Evaluated("{(var.name) = 1}"), expected);
  EXPECT_EQ(Evaluated("[for names in [[\"api\"]] : [for i in [0] : {names[i] = 1}][0]][0]"),
            expected);
}

TEST(EvaluateTest, FunctionsThatNameServices) {
  EXPECT_EQ(Listed("toset([\"b\", \"a\", \"b\"])"), "a,b");
  EXPECT_EQ(Listed("keys(merge({b = 1}, {a = 2}))"), "a,b");
  EXPECT_EQ(Listed("concat([\"x\"], flatten([[\"y\"], [[\"z\"]]]))"), "x,y,z");
  EXPECT_EQ(Listed("setsubtract([\"a\", \"b\"], [\"a\"])"), "b");
  EXPECT_EQ(Listed("setunion([\"b\"], [\"a\"])"), "a,b");
  EXPECT_EQ(Listed("setintersection([\"a\", \"b\"], [\"b\", \"c\"])"), "b");
  EXPECT_EQ(Listed("distinct([\"a\", \"a\"])"), "a");
  EXPECT_EQ(Listed("compact([\"\", \"a\", null])"), "a");
  EXPECT_EQ(Listed("split(\"-\", \"a-b-\")"), "a,b,");
  EXPECT_EQ(Listed("values(zipmap([\"k\"], [\"v\"]))"), "v");
  EXPECT_EQ(Evaluated("lookup({a = 1}, \"b\", 2)"), Value(Number(2)));
  EXPECT_EQ(Evaluated("try(var.nothing.x, \"fallback\")"), Value(std::string("fallback")));
  EXPECT_EQ(Evaluated("can(var.nothing)"), Value(false));
  EXPECT_EQ(Evaluated("coalesce(null, \"\", \"a\")"), Value(std::string("a")));
  EXPECT_EQ(Evaluated("replace(upper(\"a-b\"), \"-\", \"_\")"), Value(std::string("A_B")));
  EXPECT_EQ(Evaluated("trimprefix(trimsuffix(\"svc-a.x\", \".x\"), \"svc-\")"),
            Value(std::string("a")));
  EXPECT_EQ(Evaluated("length({a = 1}) + length([1, 2])"), Value(Number(3)));
  EXPECT_EQ(Evaluated("timestamp()"), Value(Unknown()));
  EXPECT_EQ(Evaluated("keys()"), std::nullopt);
  EXPECT_TRUE(IsEvaluated("try") && IsEvaluated("jsondecode") && IsEvaluated("yamldecode") &&
              !IsEvaluated("timestamp"));
}

TEST(EvaluateTest, ValuesAreEncodedAsTerraformsOwnProviderDoes) {
  const auto encoded = [](const std::string& call) {
    const std::optional<Value> value = Evaluated("provider::terraform::" + call);
    if (!value) return std::string("<none>");
    return value->IsUnknown() ? "<unknown>" : value->ToString().value_or("?");
  };
  EXPECT_EQ(
      encoded("encode_tfvars({ b = \"x\\\"$${y}\\n%%{z $\", a = 1.50, list = [1, \"two\", true, "
              "null], m = { \"k.1\" = [], z = {}, \"a b\" = { c = 1 }, nested = { d = \"e\" } }, "
              "empty = \"\", t = toset([\"b\", \"a\"]), n = null })"),
      R"(a     = 1.5
b     = "x\"$${y}\n%%{z $"
empty = ""
list  = [1, "two", true, null]
m = {
  "a b" = {
    c = 1
  }
  "k.1" = []
  nested = {
    d = "e"
  }
  z = {}
}
n = null
t = ["a", "b"]
)");
  EXPECT_EQ(encoded("encode_expr({ a = { b = [] } })"), "{\n  a = {\n    b = []\n  }\n}");
  EXPECT_EQ(encoded("encode_expr(\"a\")"), "\"a\"");
  EXPECT_EQ(encoded("encode_tfvars({})"), "");
  for (const char* wrong : {"encode_tfvars({ \"a b\" = 1 })", "encode_tfvars({ \"1\" = 1 })",
                            "encode_tfvars([1])", "encode_tfvars(null)", "encode_expr(null)"}) {
    EXPECT_EQ(encoded(wrong), "<none>") << wrong;
  }
  for (const char* unsure : {"encode_expr([{ a = 1 }])", "encode_tfvars({ \"\u00e9\" = 1 })",
                             "encode_tfvars({ a = data.later })"}) {
    EXPECT_EQ(encoded(unsure), "<unknown>") << unsure;
  }
}

TEST(EvaluateTest, FunctionsThatRealModulesUse) {
  const struct {
    const char* text;
    const char* value;
  } cases[] = {
      {"format(\"%s-%02d-%v%%\", \"a\", 7, true)", "a-07-true%"},
      {"join(\",\", formatlist(\"%s.%s\", [\"a\", \"b\"], \"x\"))", "a.x,b.x"},
      {"jsondecode(\"{\\\"a\\\": [1, {\\\"b\\\": \\\"c\\\"}]}\").a[1].b", "c"},
      {"jsondecode(\" 7 \") + 1", "8"},
      {"provider::terraform::decode_tfvars(\"a = { b = \\\"c\\\" }\\n\").a.b", "c"},
      {"provider::tf::decode_tfvars(\"a = 1\\nb = [2]\").b[0]", "2"},
      {"element([\"a\", \"b\"], 3)", "b"},
      {"index([\"a\", \"b\"], \"b\")", "1"},
      {"one([\"a\"])", "a"},
      {"join(\",\", reverse(slice([\"a\", \"b\", \"c\"], 1, 3)))", "c,b"},
      {"join(\",\", [for p in setproduct([\"a\", \"b\"], [\"x\"]) : \"${p[0]}${p[1]}\"])", "ax,bx"},
      {"join(\";\", [for c in chunklist([\"a\", \"b\", \"c\"], 2) : join(\",\", c)])", "a,b;c"},
      {"join(\";\", [for c in chunklist([\"a\", \"b\"], 0) : join(\",\", c)])", "a,b"},
      {"join(\",\", matchkeys([\"a\", \"b\", \"c\"], [1, 2, 1], [1]))", "a,c"},
      {"join(\";\", [for k, v in transpose({ x = [\"a\"], y = [\"b\", \"a\"] }) : "
       "\"${k}=${join(\",\", v)}\"])",
       "a=x,y;b=y"},
      {"join(\",\", coalescelist([], [\"a\"]))", "a"},
      {"join(\",\", sort([\"b\", \"a\"]))", "a,b"},
      {"join(\",\", [for i in range(3) : tostring(i)])", "0,1,2"},
      {"join(\",\", [for i in range(5, 1, -2) : tostring(i)])", "5,3"},
      {"substr(\"abcdef\", -3, 2)", "de"},
      {"substr(\"abc\", 1, -1)", "bc"},
      {"title(\"a b-c\")", "A B-C"},
      {"trim(\"--a-\", \"-\")", "a"},
      {"trimspace(\" a \\n\")", "a"},
      {"basename(\"a/b/\")", "b"},
      {"join(\",\", [for p in [\"a/b/c\", \"./a//b/\", \"c\", \"/c\", \"../x/y/../z\"] : "
       "dirname(p)])",
       "a/b,a/b,.,/,../x"},
      {"chomp(\"a\\n\\r\\n\")", "a"},
      {"csvdecode(\"name,cpu\\napi,256\")[0].cpu", "256"},
      {"startswith(\"abc\", \"ab\") && endswith(\"abc\", \"bc\") && strcontains(\"abc\", \"b\")",
       "true"},
      {"max(1, 3, 2) - min(2, 1) + sum([1, 2])", "5"},
      {"ceil(1.2) + floor(-1.2) + abs(-2)", "2"},
      {"alltrue([true, \"true\"]) && anytrue([false, true]) && alltrue([])", "true"},
      {"tobool(\"true\") ? tonumber(\"12\") + 1 : 0", "13"},
      {"sensitive(nonsensitive(\"a\"))", "a"},
      {"coalesce(\"a\", data.later)", "a"},
      {"lookup({a = \"b\"}, \"a\", data.later)", "b"},
  };
  for (const auto& [text, value] : cases) {
    const std::optional<Value> result = Evaluated(text);
    ASSERT_TRUE(result) << text;
    EXPECT_EQ(result->ToString(), value) << text;
  }
  for (const char* text :
       {"element([], 0)", "index([\"a\"], \"b\")", "one([1, 2])", "slice([1], 0, 2)",
        "jsondecode(\"1, 2\")", "jsondecode(\"{\")", "format(\"%s\")", "format(\"x\", 1)",
        "range(0, 1, 0)", "range(0, 2000)", "tobool(\"yes\")", "sum([])", "coalescelist([])"}) {
    EXPECT_EQ(Evaluated(text), std::nullopt) << text;
  }
}

// What is not known of a part is not taken for something else.
TEST(EvaluateTest, WhatLooksIntoAnUnknownPartIsUnknown) {
  for (const char* text :
       {"contains([data.later], \"a\")", "[data.later] == [\"a\"]", "{a = data.later} != {a = 1}",
        "toset([data.later])", "compact([data.later])", "distinct([data.later, \"a\"])",
        "setsubtract([\"a\"], [data.later])", "flatten([data.later])", "join(\",\", [data.later])",
        "coalesce(data.later, \"a\")", "lookup(data.later, \"a\")", "format(\"%05.1f\", 1)",
        "replace(\"a\", \"/(?<n/\", \"b\")", "timestamp()"}) {
    EXPECT_EQ(Evaluated(text), Value(Unknown())) << text;
  }
  EXPECT_EQ(Evaluated("[data.later] == null"), Value(false));
  // What can't have the same type is not the same, whatever is in it.
  for (const char* text : {"[data.later] == false", "[data.later] == [1, 2]",
                           "{a = data.later} == {b = 1}", "[data.later, 1] == [2, true]"}) {
    EXPECT_EQ(Evaluated(text), Value(false)) << text;
  }
  EXPECT_EQ(Evaluated("keys({a = data.later})[0]"), Value(std::string("a")));
  EXPECT_EQ(Evaluated("length(concat([data.later], [1]))"), Value(Number(2)));
}

TEST(EvaluateTest, ResultsOfAConditionalGetOneType) {
  const auto constant = [](const std::string& text) {
    Diagnostics diagnostics;
    const ExpressionPtr expression = ParseHclExpression({"x", text}, diagnostics);
    return EvaluateConstant(*expression);
  };
  const auto list = [](std::initializer_list<const char*> texts) {
    Value::Sequence items;
    for (const char* text : texts) items.emplace_back(std::string(text));
    return Value(std::move(items));
  };
  EXPECT_EQ(constant("true ? 1 : \"a\""), Value(std::string("1")));
  EXPECT_EQ(constant("true ? 1 : null"), Value(Number(1)));
  EXPECT_EQ(constant("true ? 1 : false"), std::nullopt);
  EXPECT_EQ(constant("true ? 1 : []"), std::nullopt);
  EXPECT_EQ(constant("true ? [] : {}"), std::nullopt);
  // Of one length: place by place. Else a list, of one type.
  EXPECT_EQ(constant("true ? [1, \"a\"] : [\"b\", \"c\"]"), list({"1", "a"}));
  EXPECT_EQ(constant("true ? [1, true] : [\"b\"]"), list({"1", "true"}));
  EXPECT_EQ(constant("true ? [1] : [true, 2]"), std::nullopt);
  EXPECT_EQ(constant("true ? [[1]] : [[\"a\"], [true]]"), Value(Value::Sequence{list({"1"})}));
  EXPECT_EQ(constant("(true ? {a = 1} : {b = \"x\"}).a"), Value(std::string("1")));
  EXPECT_EQ(constant("(true ? {a = 1} : {a = true})"), std::nullopt);
  EXPECT_EQ(constant("true ? {} : {a = null, b = []}"), Value(Value::Object()));
  EXPECT_EQ(constant("true ? [null, [1]] : [[2]]"), std::nullopt);
}

TEST(EvaluateTest, TheConditionOfAForMakesSenseEvenWithoutElements) {
  EXPECT_EQ(Evaluated("[for v in [] : v if null]"), std::nullopt);
  EXPECT_EQ(Evaluated("[for v in [] : v if v[null]]"), std::nullopt);
  EXPECT_EQ(Evaluated("[for v in [] : v if v + 1 > 2]"), Value(Value::Sequence()));
}

TEST(EvaluateTest, NestedLoopsEndInTheUnknown) {
  std::string text = "\"x\"";
  for (int i = 0; i < 100; ++i) text = "[for a in [\"${a}${a}\"] : " + text + "]";
  const std::optional<Value> value = Evaluated("[for a in [\"aaaaaaaa\"] : " + text + "]");
  ASSERT_TRUE(value);
  const Value* inner = &*value;
  while (inner->AsSequence() != nullptr) inner = &inner->AsSequence()->at(0);
  EXPECT_TRUE(inner->IsUnknown());
  const auto replaced = [](const std::string& in, char what, char with) {
    return "replace(" + in + ", \"" + what + "\", \"" + std::string(5000, with) + "\")";
  };
  const std::string once = replaced('"' + std::string(5000, 'a') + '"', 'a', 'b');
  EXPECT_EQ(Evaluated(replaced(once, 'b', 'c')), Value(Unknown()));
}

// A loop over a large file costs what reading it does, whatever is asked about it.
TEST(EvaluateTest, ReadingOfFilesEndsInTheUnknown) {
  class LargeFile : public MapScope {
   public:
    std::optional<Value> FileText(std::string_view) const override {
      ++reads;
      return Value(std::string(4'000'000, 'x'));
    }
    mutable int reads = 0;
  };
  for (const char* function : {"file", "fileexists"}) {
    const std::string call = std::string(function) + "(\"large\")";
    Diagnostics diagnostics;
    const ExpressionPtr once = ParseHclExpression({"x", call}, diagnostics);
    const ExpressionPtr often =
        ParseHclExpression({"x", "[for i in range(100) : " + call + "]"}, diagnostics);
    const LargeFile scope;
    EXPECT_FALSE(Evaluate(*once, scope)->IsUnknown()) << function;
    Evaluate(*often, scope);
    EXPECT_LT(scope.reads, 20) << function;
  }
}

TEST(EvaluateTest, NumbersKeepTheirDigits) {
  const auto text = [](const std::string& expression) {
    return Evaluated(expression)->ToString().value_or("?");
  };
  EXPECT_EQ(text("12345678901234567890 + 1"), "12345678901234567891");
  EXPECT_EQ(text("0.1 + 0.2"), "0.3");
  EXPECT_EQ(text("1e3"), "1000");
  EXPECT_EQ(text("1e154 + 1 - 0.3"), "1" + std::string(153, '0') + "1");
  EXPECT_EQ(text("-7 % 3"), "-1");
  EXPECT_EQ(text("10 / 4"), "2.5");
  EXPECT_EQ(text("-0.50"), "-0.5");
  EXPECT_EQ(Evaluated("0 / 0"), std::nullopt);
  EXPECT_EQ(Evaluated("1 / 0 - 1 / 0"), std::nullopt);
  EXPECT_EQ(Evaluated("1 / 0 > 1e9 && -1 / 0 < 0 && 7 * -1 / (1 / 0) == 0"), Value(true));
  EXPECT_EQ(text("\"${1 / 0} ${-(1 / 0)}\""), "+Inf -Inf");
  EXPECT_EQ(text("\"${-0} ${0 * -1} ${-0 + 0} ${-0 - 0} ${1 - 1}\""), "-0 -0 0 -0 0");
  EXPECT_EQ(Evaluated("-0 == 0 && 1 / -0 < 0"), Value(true));
  EXPECT_EQ(text("0e30000000000000004"), "0");
  EXPECT_EQ(Evaluated("10 > 9 && \"10\" > 9"), Value(true));
  EXPECT_EQ(Evaluated("1 == \"1\""), Value(false));
}

}  // namespace
}  // namespace deltaplan::tfvars
