// Small Terraform plans, reviewed.
#ifndef DELTAPLAN_TESTS_TFVARS_PLAN_REVIEWS_H_
#define DELTAPLAN_TESTS_TFVARS_PLAN_REVIEWS_H_

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tfvars/plan/plan_review.h"

namespace deltaplan::tfvars::testing {

inline Target At(std::string_view text) { return std::get<Target>(ParseTarget(text)); }

// api and job deploy with tag "new", web and mail keep "live". What a test does not touch may stay
// as it is.
inline Intent Meant() {
  Intent intent;
  intent.allow_unchanged = {"api", "job"};
  for (const std::string name : {"api", "job", "mail", "web"}) {
    const bool deploys = name == "api" || name == "job";
    const std::string tag = deploys ? "new" : "live";
    const Target target = At("x.service[\"" + name + "\"]");
    intent.services.push_back({.name = name,
                               .image = name,
                               .deploys = deploys,
                               .tag = tag,
                               .live_tag = "live",
                               .targets = {target}});
    intent.image_tags[name] = tag;
    if (deploys) intent.targets.push_back(target);
  }
  return intent;
}

inline constexpr std::string_view kRightTags =
    R"({"image_tags": {"value": {"api": "new", "job": "new", "mail": "live", "web": "live"}}})";

inline std::string Change(std::string_view address, std::string_view actions,
                          std::string_view before, std::string_view after,
                          std::string_view more = "") {
  std::string text = R"({"address": ")";
  for (const char c : address) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  text += R"(", "change": {"actions": [)" + std::string(actions) + R"(], "before": )" +
          std::string(before) + R"(, "after": )" + std::string(after) + std::string(more) + "}}";
  return text;
}

inline std::string Update(std::string_view address, std::string_view before,
                          std::string_view after) {
  return Change(address, R"("update")", before, after);
}

inline PlanReview Review(Intent intent, const std::string& changes,
                         std::string_view variables = kRightTags, std::string_view more = "") {
  PlanReviewer reviewer(std::move(intent));
  const std::string text = R"({"format_version": "1.2", "variables": )" + std::string(variables) +
                           R"(, "resource_changes": [)" + changes + "]" + std::string(more) + "}";
  auto read = ReadTerraformPlan(
      text, [&](const ResourceChange& change) { reviewer.AddChange(change); },
      [&](const ResourceChange& change) { reviewer.AddDrift(change); });
  if (const auto* error = std::get_if<TerraformPlanError>(&read)) {
    ADD_FAILURE() << error->message << "\n" << text;
    return {};
  }
  return std::move(reviewer).Finish(std::get<TerraformPlan>(std::move(read)));
}

// "code address" of each finding, without notes about targets that a test doesn't touch.
inline std::vector<std::string> Codes(const PlanReview& review) {
  std::vector<std::string> codes;
  for (const Finding& finding : review.findings) {
    if (std::holds_alternative<findings::TargetUntouched>(finding.kind)) continue;
    const auto code = [](const auto& kind) { return std::string(kind.kCode); };
    codes.push_back(std::visit(code, finding.kind) +
                    (finding.address ? " " + *finding.address : ""));
  }
  return codes;
}

inline std::vector<std::string> CodesOf(const std::string& changes) {
  return Codes(Review(Meant(), changes));
}

// The first of a kind.
template <typename Kind>
std::optional<Kind> Found(const PlanReview& review) {
  for (const Finding& finding : review.findings) {
    if (const auto* kind = std::get_if<Kind>(&finding.kind)) return *kind;
  }
  return std::nullopt;
}

inline constexpr const char* kApi = R"(x.service["api"])";
inline constexpr const char* kWeb = R"(x.service["web"])";

}  // namespace deltaplan::tfvars::testing

#endif  // DELTAPLAN_TESTS_TFVARS_PLAN_REVIEWS_H_
