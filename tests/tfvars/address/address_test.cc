#include "tfvars/address/address.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <iterator>

namespace deltaplan::tfvars {
namespace {

Target Parsed(std::string_view text) {
  auto parsed = ParseTarget(text);
  if (const auto* error = std::get_if<AddressError>(&parsed)) {
    ADD_FAILURE() << text << ": " << error->message;
    return ModuleInstance{};
  }
  return std::get<Target>(std::move(parsed));
}

// Scenario 27: real addresses, and everything that a key can hold.
constexpr std::string_view kAddresses[] = {
    R"(aws_ecs_service.service["clinical-api"])",
    R"(module.services["a b"].aws_ecs_service.this[0])",
    R"(module.eu_west_1[0].aws_ecs_service.use)",
    R"(module.content-prod)",
    R"(module.a.module.b[0].module.c["k"])",
    R"(data.aws_ami.x)",
    R"(module.a["x"].data.aws_ami.x["y"])",
    R"(module.module.module.x)",
    R"(module.data.data.data.data)",
    R"(data.data.data)",
    R"(aws_x.data)",
    R"(aws_x.module[9223372036854775807])",
    R"(x.y[""])",
    R"(x.y["a.b[0]\"]\\"])",
    R"(x.y["$${a} %%{b} $ % $$ %% {}"])",
    R"(x.y["\n\r\t\u0000\u001f\u00a0\u200b\U000e0001"])",
    R"(x.y["测试 é 😀"])",
    R"(größe.测试["k"])",
};

TEST(AddressTest, Scenario27OddAddressesArePrintedAsTheyWereRead) {
  for (const std::string_view text : kAddresses) {
    const Target target = Parsed(text);
    EXPECT_EQ(Print(target), text);
    EXPECT_EQ(Parsed(Print(target)), target);
  }
}

TEST(AddressTest, PartsHaveTerraformsMeaning) {
  const auto instance =
      std::get<AbsResourceInstance>(Parsed(R"(module.a["k"].module.b[3].data.aws_x.y["z\n"])"));
  ASSERT_EQ(instance.resource.module.steps.size(), 2U);
  EXPECT_EQ(instance.resource.module.steps[0], (ModuleStep{"a", "k"}));
  EXPECT_EQ(instance.resource.module.steps[1], (ModuleStep{"b", 3}));
  EXPECT_EQ(instance.resource.resource, (Resource{ResourceMode::kData, "aws_x", "y"}));
  EXPECT_EQ(instance.key, InstanceKey("z\n"));
  EXPECT_TRUE(std::holds_alternative<AbsResource>(Parsed("module.a.aws_x.y")));
  EXPECT_TRUE(std::holds_alternative<ModuleInstance>(Parsed("module.a[0]")));
}

TEST(AddressTest, OtherWaysToWriteTheSame) {
  struct Case {
    std::string_view written;
    std::string_view printed;
  };
  for (const Case& c : {
           Case{"a . b [ 0 ]", "a.b[0]"}, Case{"\ta.\r\nb[\n\"k\"\n] # the end", "a.b[\"k\"]"},
           Case{"/* one */ a./* two */b // three\n", "a.b"}, Case{"a.b[007]", "a.b[7]"},
           Case{"a.b[1.0]", "a.b[1]"}, Case{"a.b[12e2]", "a.b[1200]"}, Case{"a.b[1E+1]", "a.b[10]"},
           Case{"a.b[150e-1]", "a.b[15]"}, Case{R"(a.b["\u00e9\U0001f600"])", R"(a.b["é😀"])"},
           Case{"a.b[\"e\u0301\"]", R"(a.b["é"])"},  // normal form C, as Terraform keeps it
       }) {
    EXPECT_EQ(Print(Parsed(c.written)), c.printed) << c.written;
  }
}

TEST(AddressTest, ErrorsSayWhatIsWrongAndWhere) {
  const std::string resource = "a resource is written <type>.<name>, or <type>.<name>[<key>]";
  const std::string data =
      "a data source is written data.<type>.<name>, or data.<type>.<name>[<key>]";
  const std::string ephemeral =
      "an ephemeral resource is in no state and rolls nothing, so it is nothing to target";
  const std::string key = "an instance key is a number or a string in double quotes";
  struct Case {
    std::string_view text;
    std::size_t column;
    std::string message;
  };
  for (const Case& c : {
           Case{"", 1, "an address can't have an empty step"},
           Case{"a.", 3, "an address can't have an empty step"},
           Case{"a..b", 3, "an address can't have an empty step"},
           Case{"[0]", 1, "an address can't have an empty step"},
           Case{"a", 1, resource},
           Case{"a[0]", 2, resource},
           Case{"a[0].b", 2, resource},
           Case{"module.a.b", 10, resource},
           Case{"ä.b.c", 5, resource},
           Case{"data", 1, data},
           Case{"data.x", 1, data},
           Case{"data[0].x.y", 5, "\"data\" is followed by a data source's type"},
           Case{"data.x.y.z", 10, data},
           Case{"ephemeral.x.y", 1, ephemeral},
           Case{"module.a.ephemeral.x.y[0]", 10, ephemeral},
           Case{"module", 7, "\"module\" is followed by a module's name"},
           Case{"module.a.module", 16, "\"module\" is followed by a module's name"},
           Case{"module[0].a", 7, "\"module\" is followed by a module's name"},
           Case{"a.1b", 3, "'1b' is no name: a step begins with a letter or \"_\""},
           Case{"a.-b", 3, "'-b' is no name: a step begins with a letter or \"_\""},
           Case{"a.*", 3, "'*' is no name: a step begins with a letter or \"_\""},
           Case{"a.\"b\"", 3, "'\"' is no name: a step begins with a letter or \"_\""},
           Case{"a.b c", 5, "unexpected 'c': steps are separated by dots"},
           Case{"a.b[0][1]", 7, "unexpected '[': steps are separated by dots"},
           Case{"a.b$", 4, "unexpected '$': steps are separated by dots"},
           Case{"a.b /* x", 5, "unexpected '/': steps are separated by dots"},
           Case{"a.b[]", 5, key},
           Case{"a.b[", 5, key},
           Case{"a.b[*]", 5, key},
           Case{"a.b[-1]", 5, key},
           Case{"a.b['x']", 5, key},
           Case{"a.b[x]", 5, key},
           Case{"a.b[0", 6, "an instance key ends with \"]\""},
           Case{"a.b[0x1]", 6, "an instance key ends with \"]\""},
           Case{"a.b[\"ä\" \"b\"]", 9, "an instance key ends with \"]\""},
           Case{"a.b[1.5]", 5,
                "'1.5' is no instance key: it has to be a whole number below 9223372036854775808"},
           Case{"a.b[9223372036854775808]", 5,
                "'9223372036854775808' is no instance key: it has to be a whole number below "
                "9223372036854775808"},
           Case{"a.b[1e99999999999]", 5,
                "'1e99999999999' is no instance key: it has to be a whole number below "
                "9223372036854775808"},
           Case{"a.b[\"x]", 5, "a double quote is missing"},
           Case{"a.b[\"\\d\"]", 6, R"('\d' is no escape; write the character itself)"},
           Case{"a.b[\"x\ny\"]", 7, R"(a line ends inside of the quotes; write '\n')"},
           Case{"a.b[\"${x}\"]", 6,
                "a template has no place here; write '$${' for the characters themselves"},
           Case{"a.b[\"\xc3\"]", 6, "these bytes are not UTF-8"},
           Case{"a\xff", 2, "these bytes are not UTF-8"},
       }) {
    const auto parsed = ParseTarget(c.text);
    const auto* error = std::get_if<AddressError>(&parsed);
    ASSERT_NE(error, nullptr) << c.text;
    EXPECT_EQ(error->message, c.message) << c.text;
    EXPECT_EQ(error->column, c.column) << c.text;
  }
}

TEST(AddressTest, AnInstanceIsNoModule) {
  const auto instance = ParseResourceInstance("module.a.x.y");
  ASSERT_TRUE(std::holds_alternative<AbsResourceInstance>(instance));
  EXPECT_EQ(Print(std::get<AbsResourceInstance>(instance)), "module.a.x.y");
  const auto module = ParseResourceInstance("module.a");
  ASSERT_TRUE(std::holds_alternative<AddressError>(module));
  EXPECT_EQ(std::get<AddressError>(module).message, "this is a module, not a resource");
  EXPECT_TRUE(std::holds_alternative<AddressError>(ParseResourceInstance("a..b")));
}

TEST(AddressTest, ContainsWhatTerraformTargets) {
  struct Case {
    std::string_view target;
    std::string_view other;
    bool contains;
  };
  for (const Case& c : {
           Case{"module.a", R"(module.a.module.b[0].aws_x.y["k"])", true},
           Case{"module.a", "module.a", true},
           Case{"module.a", R"(module.a["x"].aws_x.y)", true},
           Case{"module.a", "module.a[0].module.b.aws_x.y", true},
           Case{"module.a", "module.ab.aws_x.y", false},
           Case{"module.a", "aws_x.a", false},
           Case{"module.a[0]", "module.a[0].aws_x.y", true},
           Case{"module.a[0]", "module.a[1].aws_x.y", false},
           Case{"module.a[0]", "module.a.aws_x.y", false},
           Case{"module.a[0]", R"(module.a["0"].aws_x.y)", false},
           // Only the last step stands for all of its instances.
           Case{"module.a.module.b", "module.a.module.b[3].aws_x.y", true},
           Case{"module.a.module.b", "module.a[0].module.b.aws_x.y", false},
           Case{"aws_x.y", "aws_x.y", true},
           Case{"aws_x.y", "aws_x.y[0]", true},
           Case{"aws_x.y", R"(aws_x.y["k"])", true},
           Case{"aws_x.y", "aws_x.yy", false},
           Case{"aws_x.y", "data.aws_x.y", false},
           Case{"aws_x.y", "module.a.aws_x.y", false},
           Case{"module.a.aws_x.y", "module.a[0].aws_x.y", false},
           Case{"data.aws_x.y", "data.aws_x.y[0]", true},
           Case{R"(aws_x.y["k"])", R"(aws_x.y["k"])", true},
           Case{R"(aws_x.y["k"])", R"(aws_x.y["\u006b"])", true},
           Case{R"(aws_x.y["k"])", R"(aws_x.y["l"])", false},
           Case{R"(aws_x.y["k"])", "aws_x.y", false},
           Case{R"(aws_x.y["0"])", "aws_x.y[0]", false},
           Case{"aws_x.y", "module.a", false},
       }) {
    EXPECT_EQ(Contains(Parsed(c.target), Parsed(c.other)), c.contains)
        << c.target << " and " << c.other;
  }
}

TEST(AddressTest, InstancesSortAsTerraformSortsThem) {
  const std::string_view sorted[] = {
      "data.z.z",
      "a.b",
      "a.b[0]",
      "a.b[2]",
      "a.b[10]",
      R"(a.b["10"])",
      R"(a.b["2"])",
      R"(a.b["😀"])",
      "a.c",
      "b.a",
      "module.a.z.z",
      "module.a[2].b.b",
      "module.a[10].a.a",
      R"(module.a[""].a.a)",
      "module.b.a.a",
      "module.a.module.a.a.a",
  };
  std::vector<AbsResourceInstance> instances;
  for (const std::string_view text : sorted) {
    instances.push_back(std::get<AbsResourceInstance>(ParseResourceInstance(text)));
  }
  std::ranges::reverse(instances);
  std::ranges::sort(instances);
  for (std::size_t i = 0; i < std::size(sorted); ++i) EXPECT_EQ(Print(instances[i]), sorted[i]);
}

}  // namespace
}  // namespace deltaplan::tfvars
