#include "tfvars/modules/file_readers.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/tfvars/modules/memory_modules.h"

namespace deltaplan::tfvars {
namespace {

bool Reads(const std::string& call, const std::string& path) {
  MemoryModules files({{"infra/main.tf", "locals { tags = try(yamldecode(" + call + "), {}) }\n"}});
  std::vector<std::string> errors;
  return MayRead(ReadModule("infra", files, errors).value(), path);
}

TEST(FileReadersTest, AKnownPathTellsWhichFileIsRead) {
  EXPECT_TRUE(Reads("file(\"${path.module}/tags/prod.tfvars\")", "infra/tags/prod.tfvars"));
  EXPECT_TRUE(Reads("file(\"../tags.tfvars\")", "tags.tfvars"));
  EXPECT_FALSE(Reads("file(\"tags/prod.tfvars\")", "tags/prod.tfvars"));
  EXPECT_FALSE(Reads("filemd5(\"tags.tfvars\")", "infra/tags.tfvars"));
}

TEST(FileReadersTest, WhereThePathIsNotKnownItsEndTells) {
  EXPECT_TRUE(Reads("file(\"tags/${var.env}.tfvars\")", "infra/tags/prod.tfvars"));
  EXPECT_FALSE(Reads("file(\"keys/${var.env}.pub\")", "infra/tags/prod.tfvars"));
  EXPECT_TRUE(Reads("file(local.tags_file)", "infra/tags/prod.tfvars"));
}

}  // namespace
}  // namespace deltaplan::tfvars
