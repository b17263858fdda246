#include "tfvars/modules/file_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/tfvars/modules/memory_modules.h"

namespace deltaplan::tfvars {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

MemoryModules Platform() {
  return MemoryModules({{"infra/a.yaml", ""},
                        {"infra/b.json", ""},
                        {"infra/.hidden.yaml", ""},
                        {"infra/svc/api/app.yaml", ""},
                        {"infra/svc/web/app.yaml", ""},
                        {"infra/svc/web/old/app.yaml", ""},
                        {"infra/svc/x.yaml", ""},
                        {"services/api.yaml", ""}});
}

std::optional<std::vector<std::string>> Of(const char* pattern) {
  MemoryModules files = Platform();
  return FilesOf("infra", pattern, files);
}

TEST(FileSetTest, FindsWhatTerraformFinds) {
  EXPECT_THAT(Of("*.yaml"), Optional(ElementsAre(".hidden.yaml", "a.yaml")));
  EXPECT_THAT(Of("?.*"), Optional(ElementsAre("a.yaml", "b.json")));
  EXPECT_THAT(Of("*.{json,yaml}"), Optional(ElementsAre(".hidden.yaml", "a.yaml", "b.json")));
  EXPECT_THAT(Of("svc/*/app.yaml"), Optional(ElementsAre("svc/api/app.yaml", "svc/web/app.yaml")));
  EXPECT_THAT(Of("**/app.yaml"), Optional(ElementsAre("svc/api/app.yaml", "svc/web/app.yaml",
                                                      "svc/web/old/app.yaml")));
  EXPECT_THAT(Of("svc/**"), Optional(ElementsAre("svc/api/app.yaml", "svc/web/app.yaml",
                                                 "svc/web/old/app.yaml", "svc/x.yaml")));
  EXPECT_THAT(Of("**/{api,web}/*"), Optional(ElementsAre("svc/api/app.yaml", "svc/web/app.yaml")));
  EXPECT_THAT(Of("none/*"), Optional(IsEmpty()));
  EXPECT_THAT(Of("a*a*l"), Optional(ElementsAre("a.yaml")));
}

TEST(FileSetTest, OtherPatternsCanNotBeTold) {
  for (const char* pattern : {"[ab].yaml", "a\\*", "../services/*", "./a.yaml", "svc**", "{a,{b}}",
                              "{a", "a}", "", "/a", "svc//x.yaml"}) {
    EXPECT_EQ(Of(pattern), std::nullopt) << pattern;
  }
}

// A directory with a link in it: where that leads to decides.
class WithLink : public MemoryModules {
 public:
  using MemoryModules::MemoryModules;
  std::optional<std::vector<std::string>> Directories(const std::string& directory) override {
    if (directory == "infra/svc") return std::nullopt;
    return MemoryModules::Directories(directory);
  }
};

TEST(FileSetTest, ALinkMayLeadAnywhere) {
  WithLink files({{"infra/a.yaml", ""}, {"infra/svc/x.yaml", ""}});
  EXPECT_THAT(FilesOf("infra", "*.yaml", files), Optional(ElementsAre("a.yaml")));
  EXPECT_EQ(FilesOf("infra", "svc/*", files), std::nullopt);
  EXPECT_EQ(FilesOf("infra", "**", files), std::nullopt);
}

}  // namespace
}  // namespace deltaplan::tfvars
