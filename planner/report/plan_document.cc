#include "planner/report/plan_document.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "planner/text/quote.h"
#include "tfvars/address/address.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;
using Kind = JsonValue::Kind;

constexpr const char* kHowToMake = "Make it with: deltaplan plan --out DIR";

class PlanReader : public tfvars::JsonPartReader {
 public:
  Part Choose(std::string_view name) override {
    names_.emplace(name);
    if (name == "services" || name == "targets") return Part::kItems;
    constexpr std::array<std::string_view, 5> kKept{"format_version", "environment", "head", "base",
                                                    "image_tags"};
    return std::ranges::find(kKept, name) != kKept.end() ? Part::kWhole : Part::kSkip;
  }

  void Take(std::string_view name, std::size_t index, JsonValue value) override {
    const std::string pointer =
        tfvars::JsonPointerTo(tfvars::JsonPointerTo("", name), std::to_string(index));
    if (name == "services") {
      TakeService(pointer, value);
    } else if (name == "targets") {
      TakeTarget(pointer, value, document_.intent.targets);
    } else if (name == "format_version") {
      format_version_ = value.string;
    } else if (name == "environment") {
      if (value.kind == Kind::kString) document_.environment = value.string;
    } else if (name == "head") {
      document_.head_commit = Text("/head", value, "commit").value_or("");
      document_.head_tag = Text("/head", value, "tag").value_or("");
    } else if (name == "base") {
      is_preview_ = value.kind != Kind::kNull;
    } else {
      for (const tfvars::JsonMember& member : value.members) {
        document_.intent.image_tags[member.name] = member.value.string;
      }
    }
  }

  bool Has(std::string_view name) const { return names_.contains(name); }
  bool is_preview() const { return is_preview_; }
  const std::string& format_version() const { return format_version_; }
  const std::optional<std::string>& problem() const { return problem_; }
  PlanDocument TakeDocument() { return std::move(document_); }

 private:
  std::optional<std::string> Text(const std::string& pointer, const JsonValue& object,
                                  std::string_view name) {
    const JsonValue* value = object.Find(name);
    if (value != nullptr && value->kind == Kind::kString) return value->string;
    const bool may_lack = name == "tag" && pointer != "/head";
    if (!may_lack) Problem(tfvars::JsonPointerTo(pointer, name), "expected a string");
    return std::nullopt;
  }

  void Problem(const std::string& pointer, const std::string& message) {
    if (!problem_) problem_ = pointer + ": " + message;
  }

  void TakeTarget(const std::string& pointer, const JsonValue& value,
                  std::vector<tfvars::Target>& targets) {
    auto parsed = tfvars::ParseTarget(value.string);
    if (const auto* error = std::get_if<tfvars::AddressError>(&parsed)) {
      Problem(pointer, fmt::format("this is no Terraform address: {} (column {})", error->message,
                                   error->column));
      return;
    }
    targets.push_back(std::get<tfvars::Target>(std::move(parsed)));
  }

  void TakeService(const std::string& pointer, const JsonValue& value) {
    tfvars::IntendedService service;
    service.name = Text(pointer, value, "name").value_or("");
    service.image = Text(pointer, value, "image").value_or("");
    const std::string decision = Text(pointer, value, "decision").value_or("");
    if (decision != "deploy" && decision != "skip") {
      Problem(pointer + "/decision", "expected \"deploy\" or \"skip\"");
    }
    // Whoever restarts it does so without Terraform, which may not touch it.
    const JsonValue* restart = value.Find("restart");
    const bool restarts = restart != nullptr && restart->boolean;
    service.deploys = decision == "deploy" && !restarts;
    service.tag = Text(pointer, value, "tag");
    if (const JsonValue* live = value.Find("live"); live != nullptr) {
      service.live_tag = Text(pointer + "/live", *live, "tag");
    }
    if (const JsonValue* targets = value.Find("targets"); targets != nullptr) {
      for (std::size_t i = 0; i < targets->items.size(); ++i) {
        TakeTarget(fmt::format("{}/targets/{}", pointer, i), targets->items[i], service.targets);
      }
    }
    document_.intent.services.push_back(std::move(service));
  }

  std::set<std::string, std::less<>> names_;
  std::string format_version_;
  bool is_preview_ = false;
  PlanDocument document_;
  std::optional<std::string> problem_;
};

Error NoPlan(std::string message, const char* remedy = kHowToMake) {
  return {.message = std::move(message), .causes = {}, .remedy = remedy};
}

}  // namespace

Result<PlanDocument> ReadPlanDocument(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return NoPlan("it is empty");
  if (!IsValidUtf8(text)) return NoPlan("it is not UTF-8 text");
  PlanReader reader;
  if (const auto error = tfvars::ReadJsonParts(text, reader)) {
    return NoPlan(error->line == 0 ? error->message
                                   : fmt::format("line {}, column {}: {}", error->line,
                                                 error->column, error->message));
  }
  if (reader.Has("resource_changes") || reader.Has("planned_values")) {
    return NoPlan("it is Terraform's plan, not deltaplan's",
                  "Give Terraform's as the argument and deltaplan's with --plan.");
  }
  for (const char* name : {"format_version", "head", "services", "image_tags", "targets"}) {
    if (!reader.Has(name)) return NoPlan(fmt::format("it has no \"{}\"", name));
  }
  if (!reader.format_version().starts_with("1.")) {
    return NoPlan(
        fmt::format("its \"format_version\" is \"{}\"; 1.x can be read", reader.format_version()));
  }
  if (reader.problem()) return NoPlan(*reader.problem());
  if (reader.is_preview()) {
    return NoPlan("it is a preview, which has no tags and deploys nothing");
  }
  return reader.TakeDocument();
}

}  // namespace deltaplan::planner
