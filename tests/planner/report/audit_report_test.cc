#include "planner/report/audit_report.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace deltaplan::planner {
namespace {

TEST(AuditReport, WhatIsTheSameOfSeveralServicesIsOneLine) {
  std::vector<AuditFinding> findings;
  for (int i = 0; i < 10; ++i) {
    findings.push_back({.code = AuditCode::kInputMissing,
                        .service = fmt::format("s{}", i),
                        .file = "docker/service.Dockerfile",
                        .line = 3,
                        .paths = {".version"}});
  }
  findings.push_back(findings.back());
  findings.back().paths = {"scripts"};
  EXPECT_EQ(AuditText(findings, 12, false),
            "docker/service.Dockerfile:3: input_missing: the build of s0, s1, s2, s3, s4, s5, s6, "
            "s7 and 2 more reads .version, which no input of it holds\n"
            "docker/service.Dockerfile:3: input_missing: the build of s9 reads scripts, which no "
            "input of it holds\n"
            "\n"
            "11 findings about 12 images.\n");
  EXPECT_NE(AuditText(findings, 12, true).find("s8, s9 reads"), std::string::npos);
}

}  // namespace
}  // namespace deltaplan::planner
