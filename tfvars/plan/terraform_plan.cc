#include "tfvars/plan/terraform_plan.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "tfvars/text/utf8.h"

namespace deltaplan::tfvars {
namespace {

using Kind = JsonValue::Kind;

constexpr const char* kHowToMake =
    "Make it with: terraform plan -out=tfplan && terraform show -json tfplan > tfplan.json";

// A value that is not what the format promises.
struct Malformed {
  std::string place;
  std::string message;
};

struct ActionName {
  std::string_view actions;
  PlanAction action;
};
constexpr std::array<ActionName, 10> kActions{{
    {"no-op", PlanAction::kNoOp},
    {"read", PlanAction::kRead},
    {"create", PlanAction::kCreate},
    {"update", PlanAction::kUpdate},
    {"delete", PlanAction::kDelete},
    {"delete, create", PlanAction::kReplace},
    {"create, delete", PlanAction::kReplace},
    {"forget", PlanAction::kForget},
    // The new object takes the old one's place, which nothing destroys and nothing manages any
    // more: OpenTofu's `lifecycle { destroy = false }`.
    {"forget, create", PlanAction::kReplace},
    {"create, forget", PlanAction::kReplace},
}};

JsonValue* FindMember(JsonValue& object, std::string_view name) {
  const auto member = std::ranges::find(object.members, name, &JsonMember::name);
  return member == object.members.end() ? nullptr : &member->value;
}

JsonValue TakeMember(JsonValue& object, std::string_view name) {
  JsonValue* value = FindMember(object, name);
  return value == nullptr ? JsonValue{} : std::move(*value);
}

std::optional<std::string> StringMember(const JsonValue& object, std::string_view name) {
  const std::string* text = object.FindString(name);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<bool> BoolMember(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.Find(name);
  if (value == nullptr || value->kind != Kind::kBool) return std::nullopt;
  return value->boolean;
}

// Members of the root. Source: "JSON output format" of Terraform's documentation (plan
// representation, up to 1.14) and of OpenTofu's, and what both print. Terraform 1.14 adds
// "action_invocations" and "deferred_action_invocations": what an apply does beside resources.
constexpr std::array<std::string_view, 2> kVersions{"format_version", "terraform_version"};
constexpr std::array<std::string_view, 3> kFlags{"errored", "complete", "applyable"};
// They repeat what changes say, or say what an apply does not touch.
constexpr std::array<std::string_view, 7> kHarmless{
    "checks",      "configuration",       "output_changes", "planned_values",
    "prior_state", "relevant_attributes", "timestamp"};

bool HoldsSomething(const JsonValue& value) {
  return (value.kind == Kind::kBool && value.boolean) || value.kind == Kind::kNumber ||
         !value.string.empty() || !value.items.empty() || !value.members.empty();
}

class Reader : public JsonPartReader {
 public:
  Reader(const ResourceChangeHandler& change, const ResourceChangeHandler& drift)
      : change_(change), drift_(drift) {}

  Part Choose(std::string_view name) override {
    names_.emplace(name);
    if (name == "resource_changes" || name == "resource_drift" || name == "deferred_changes") {
      return Part::kItems;
    }
    return std::ranges::find(kHarmless, name) != kHarmless.end() ? Part::kSkip : Part::kWhole;
  }

  void Take(std::string_view name, std::size_t index, JsonValue value) override {
    if (problem_) return;
    if (name == "resource_changes" || name == "resource_drift") {
      TakeChange(name, index, std::move(value));
    } else if (name == "deferred_changes") {
      plan_.deferred_count += value.kind == Kind::kNull ? 0 : 1;
    } else if (name == "variables") {
      plan_.variables = std::move(value);
    } else if (std::ranges::find(kFlags, name) != kFlags.end()) {
      if (value.kind != Kind::kBool && value.kind != Kind::kNull) {
        problem_ = Malformed{JsonPointerTo("", name), "expected true or false"};
      }
      scalars_.members.push_back({.name = std::string(name), .value = std::move(value)});
    } else if (std::ranges::find(kVersions, name) != kVersions.end()) {
      scalars_.members.push_back({.name = std::string(name), .value = std::move(value)});
    } else if (HoldsSomething(value)) {
      plan_.unknown_members.emplace_back(name);
    }
  }

  bool Has(std::string_view name) const { return names_.contains(name); }
  const std::optional<Malformed>& problem() const { return problem_; }

  TerraformPlan TakePlan() {
    plan_.format_version = StringMember(scalars_, "format_version").value_or("");
    plan_.terraform_version = StringMember(scalars_, "terraform_version");
    plan_.errored = BoolMember(scalars_, "errored").value_or(false);
    plan_.complete = BoolMember(scalars_, "complete");
    plan_.applyable = BoolMember(scalars_, "applyable");
    return std::move(plan_);
  }

 private:
  // `null` stands for an empty list. OpenTofu lists ephemeral resources, too: they live for one run
  // of it, and no apply changes them.
  void TakeChange(std::string_view list, std::size_t index, JsonValue value) {
    if (value.kind == Kind::kNull || StringMember(value, "mode") == "ephemeral") return;
    place_ = JsonPointerTo(JsonPointerTo("", list), std::to_string(index));
    JsonValue* values = FindMember(value, "change");
    if (values == nullptr || values->kind != Kind::kObject) {
      problem_ = Malformed{JsonPointerTo(place_, "change"), "expected an object"};
      return;
    }
    ResourceChange change;
    std::optional<AbsResourceInstance> address = Address(value, "address");
    if (!problem_ && !address) {
      problem_ = Malformed{JsonPointerTo(place_, "address"), "expected a string"};
    }
    change.previous_address = Address(value, "previous_address");
    ReadActions(*values, change);
    if (problem_) return;
    change.address = std::move(*address);
    change.deposed = StringMember(value, "deposed");
    change.reason = StringMember(value, "action_reason");
    const JsonValue* importing = values->Find("importing");
    change.is_imported = importing != nullptr && importing->kind == Kind::kObject;
    change.before = TakeMember(*values, "before");
    change.after = TakeMember(*values, "after");
    change.after_unknown = TakeMember(*values, "after_unknown");
    change.before_sensitive = TakeMember(*values, "before_sensitive");
    change.after_sensitive = TakeMember(*values, "after_sensitive");
    change.replace_paths = TakeMember(*values, "replace_paths");
    (list == "resource_changes" ? change_ : drift_)(std::move(change));
  }

  std::optional<AbsResourceInstance> Address(const JsonValue& change, std::string_view name) {
    const std::optional<std::string> text = StringMember(change, name);
    if (!text) return std::nullopt;
    auto parsed = ParseResourceInstance(*text);
    if (auto* error = std::get_if<AddressError>(&parsed)) {
      problem_ = Malformed{JsonPointerTo(place_, name), "this is no address: " + error->message +
                                                            " (column " +
                                                            std::to_string(error->column) + ")"};
      return std::nullopt;
    }
    return std::get<AbsResourceInstance>(std::move(parsed));
  }

  void ReadActions(const JsonValue& values, ResourceChange& change) {
    const JsonValue* actions = values.Find("actions");
    if (actions == nullptr || actions->kind != Kind::kArray || actions->items.empty()) {
      problem_ =
          Malformed{JsonPointerTo(place_, "change") + "/actions", "expected a list of words"};
      return;
    }
    for (const JsonValue& item : actions->items) {
      if (!change.actions.empty()) change.actions += ", ";
      change.actions += item.string;
    }
    const auto known = std::ranges::find(kActions, change.actions, &ActionName::actions);
    change.action = known == kActions.end() ? PlanAction::kUnknown : known->action;
  }

  const ResourceChangeHandler& change_;
  const ResourceChangeHandler& drift_;
  std::set<std::string, std::less<>> names_;
  JsonValue scalars_;
  TerraformPlan plan_;
  std::string place_;  // of the change that is being read
  std::optional<Malformed> problem_;
};

TerraformPlanError SyntaxProblem(std::string_view text, const JsonSyntaxError& error) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  const bool is_cut = error.place && (error.message.find("end of input;") != std::string::npos ||
                                      (last != std::string_view::npos && text[last] != '}'));
  return {
      .message = error.WithPlace(),
      .advice = is_cut ? std::string("The document is not complete. ") + kHowToMake : kHowToMake};
}

// Files that are taken for the right one, recognised before they are parsed.
std::optional<TerraformPlanError> OtherFile(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return TerraformPlanError{.message = "it is empty", .advice = kHowToMake};
  }
  if (text.starts_with("PK\x03\x04")) {
    return TerraformPlanError{.message = "it is the plan file itself, which only Terraform reads",
                              .advice = "Give what `terraform show -json PLANFILE` prints."};
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    return TerraformPlanError{
        .message = "it is UTF-16, not UTF-8",
        .advice = "PowerShell's > writes UTF-16: use `| Out-File -Encoding utf8` instead."};
  }
  if (const auto bad = FirstBadUtf8(text)) {
    return TerraformPlanError{
        .message = "it is not UTF-8 text (byte " + std::to_string(*bad + 1) + ")",
        .advice = kHowToMake};
  }
  return std::nullopt;
}

// Documents of JSON that are no plan.
std::optional<TerraformPlanError> OtherDocument(const Reader& reader) {
  if (reader.Has("@level")) {
    return TerraformPlanError{.message = "it is the log that `terraform plan -json` prints",
                              .advice = kHowToMake};
  }
  if (reader.Has("image_tags") && reader.Has("services") && reader.Has("head")) {
    return TerraformPlanError{
        .message = "it is deltaplan's own plan, not Terraform's",
        .advice = "Give Terraform's as the argument and deltaplan's with --plan."};
  }
  if (reader.Has("lineage") || reader.Has("serial")) {
    return TerraformPlanError{.message = "it is a state file, not a plan", .advice = kHowToMake};
  }
  if (reader.Has("format_version") && !reader.Has("resource_changes") &&
      !reader.Has("planned_values") && !reader.Has("configuration")) {
    return TerraformPlanError{
        .message = "it is a state, not a plan",
        .advice = std::string("`terraform show -json` without a plan file prints the state. ") +
                  kHowToMake};
  }
  if (!reader.Has("format_version")) {
    return TerraformPlanError{.message = "it has no \"format_version\", so it is no plan",
                              .advice = kHowToMake};
  }
  return std::nullopt;
}

}  // namespace

std::variant<TerraformPlan, TerraformPlanError> ReadTerraformPlan(
    std::string_view text, const ResourceChangeHandler& change,
    const ResourceChangeHandler& drift) {
  if (auto other = OtherFile(text)) return std::move(*other);
  Reader reader(change, drift);
  const std::optional<JsonSyntaxError> error = ReadJsonParts(text, reader);
  if (error && !reader.Has("@level")) return SyntaxProblem(text, *error);
  if (auto other = OtherDocument(reader)) return std::move(*other);
  // What stands behind is only promised for the major version that we know.
  const std::optional<Malformed> problem = reader.problem();
  TerraformPlan plan = reader.TakePlan();
  if (!plan.format_version.starts_with("1.")) {
    return TerraformPlanError{
        .message = "its \"format_version\" is \"" + plan.format_version + "\"; 1.x can be read",
        .advice = plan.format_version.starts_with("0.") || plan.format_version.empty()
                      ? "Make it with Terraform 1.1 or later, or with OpenTofu."
                      : "Make it with a version of Terraform that prints 1.x, or use a later "
                        "version of deltaplan."};
  }
  if (problem) {
    return TerraformPlanError{.message = problem->place + ": " + problem->message,
                              .advice = kHowToMake};
  }
  return plan;
}

}  // namespace deltaplan::tfvars
