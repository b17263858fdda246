#include "planner/report/plan_document.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <set>
#include <utility>
#include <variant>
#include <vector>

#include "graph/object_id.h"
#include "graph/repo_path.h"
#include "planner/model/tag.h"
#include "planner/report/plan_intent.h"
#include "planner/text/quote.h"
#include "tfvars/address/address.h"
#include "tfvars/json/json_value.h"

namespace deltaplan::planner {
namespace {

using tfvars::JsonValue;
using Kind = JsonValue::Kind;

constexpr const char* kToldSource = "command_line";
constexpr std::string_view kFileSource = "live_file";
constexpr const char* kHowToMake = "Make it with: deltaplan plan --out DIR";

constexpr const char* kOtherVersion =
    "Another version of deltaplan has written it, or somebody has changed it: plan again.";

// The members that a reader needs; a plan has more.
constexpr std::array<std::string_view, 15> kNeeded{
    "format_version", "environment", "head",      "to",         "base",
    "services",       "images",      "tag_map",   "image_tags", "other_tag_maps",
    "files",          "targets",     "terraform", "rollouts",   "refusals"};
// Those that are read item by item.
constexpr std::array<std::string_view, 4> kLists{"services", "targets", "images", "rollouts"};

class PlanReader : public tfvars::JsonPartReader {
 public:
  Part Choose(std::string_view name) override {
    names_.emplace(name);
    if (std::ranges::find(kLists, name) != kLists.end()) return Part::kItems;
    const bool is_read = name == "tags_file" || std::ranges::find(kNeeded, name) != kNeeded.end();
    return is_read ? Part::kWhole : Part::kSkip;
  }

  void Take(std::string_view name, std::size_t index, JsonValue value) override {
    const std::string own = tfvars::JsonPointerTo("", name);
    if (name == "services") {
      TakeService(tfvars::JsonPointerTo(own, std::to_string(index)), value);
    } else if (name == "targets") {
      TakeTarget(tfvars::JsonPointerTo(own, std::to_string(index)), value,
                 document_.intent.targets);
    } else if (name == "images") {
      TakeImage(tfvars::JsonPointerTo(own, std::to_string(index)), value);
    } else if (name == "rollouts") {
      TakeRollout(tfvars::JsonPointerTo(own, std::to_string(index)), value);
    } else if (name == "format_version") {
      if (!Is(Kind::kString, own, value)) return;
      format_version_ = std::move(value.string);
      if (format_version_.empty()) Problem(own, "it is empty");
    } else if (name == "environment") {
      if (value.kind != Kind::kNull && Is(Kind::kString, own, value)) {
        document_.environment = std::move(value.string);
      }
    } else if (name == "head") {
      document_.head_commit = Text(own, value, "commit");
      document_.head_tag = Text(own, value, "tag");
      if (!graph::ObjectId::FromHex(document_.head_commit)) {
        Problem(tfvars::JsonPointerTo(own, "commit"), "expected 40 hexadecimal digits");
      }
    } else if (name == "to") {
      if (!Is(Kind::kString, own, value)) return;
      document_.to_map = value.string == "map";
      if (value.string != "map" && value.string != "head") {
        Problem(own, "expected \"head\" or \"map\"");
      }
    } else if (name == "base") {
      is_preview_ = value.kind != Kind::kNull;
    } else if (name == "refusals") {
      if (Is(Kind::kArray, own, value)) is_refused_ = !value.items.empty();
    } else if (name == "tags_file" && value.kind == Kind::kObject) {
      document_.why_no_tags_file = TextOrNull(own, value, "why_not");
    } else if (name == "tag_map") {
      if (value.kind == Kind::kNull) return;
      document_.tag_map = TagMap(own, value);
      const JsonValue* services = value.Find("services");
      if (services == nullptr || services->kind != Kind::kNull) {
        document_.tag_map->services = Texts(own, value, "services");
      }
    } else if (name == "other_tag_maps") {
      if (!Is(Kind::kArray, own, value)) return;
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        const std::string place = tfvars::JsonPointerTo(own, std::to_string(i));
        TagMapFacts& map = document_.other_tag_maps.emplace_back(TagMap(place, value.items[i]));
        map.services = Texts(place, value.items[i], "services");
        // One without services would be everybody's.
        if (map.services.empty()) Problem(place + "/services", "expected services");
      }
    } else if (name == "terraform") {
      if (value.kind != Kind::kNull) TakeTerraform(own, value);
    } else if (name == "files") {
      if (value.kind == Kind::kNull) return;
      TakeTags(own, value, document_.files);
      // Readers look for them beside the plan, and copy them.
      for (const auto& [file, digest] : document_.files) {
        const std::optional<graph::RepoPath> below = graph::RepoPath::Parse(file);
        if (!below || below->IsRoot() || below->bytes() != file) {
          Problem(tfvars::JsonPointerTo(own, file), "this is no file below the plan's directory");
        }
      }
    } else {
      TakeTags(own, value, document_.intent.image_tags);
      for (const auto& [service, tag] : document_.intent.image_tags) {
        if (!IsPossibleLiveTag(tag)) {
          Problem(tfvars::JsonPointerTo(own, service), "this is no tag");
        }
      }
    }
  }

  bool Has(std::string_view name) const { return names_.contains(name); }
  bool is_preview() const { return is_preview_; }
  bool is_refused() const { return is_refused_; }
  const std::string& format_version() const { return format_version_; }
  const std::optional<std::string>& problem() const { return problem_; }
  bool is_other_version() const { return is_other_version_; }
  PlanDocument TakeDocument() {
    CompleteIntent(document_);
    return std::move(document_);
  }

 private:
  std::string Text(const std::string& pointer, const JsonValue& object, std::string_view name) {
    const JsonValue* value = Member(pointer, object, name);
    if (value == nullptr) return {};
    return Is(Kind::kString, tfvars::JsonPointerTo(pointer, name), *value) ? value->string : "";
  }

  std::optional<std::string> TextOrNull(const std::string& pointer, const JsonValue& object,
                                        std::string_view name) {
    const JsonValue* value = Member(pointer, object, name);
    if (value == nullptr || value->kind == Kind::kNull) return std::nullopt;
    return Text(pointer, object, name);
  }

  // nullptr: there is a problem.
  const JsonValue* Member(const std::string& pointer, const JsonValue& object,
                          std::string_view name) {
    if (!Is(Kind::kObject, pointer, object)) return nullptr;
    const JsonValue* value = object.Find(name);
    if (value == nullptr) {
      is_other_version_ = is_other_version_ || !problem_;
      Problem(tfvars::JsonPointerTo(pointer, name), "it is missing");
    }
    return value;
  }

  // What names one thing only.
  void TakeName(const std::string& pointer, const std::string& name, std::set<std::string>& names) {
    if (names.insert(name).second) return;
    Problem(pointer, fmt::format("'{}' stands there twice", DisplayText(name)));
  }

  void Problem(const std::string& pointer, const std::string& message) {
    if (!problem_) problem_ = DisplayText(pointer) + ": " + message;
  }

  bool Is(Kind kind, const std::string& pointer, const JsonValue& value) {
    if (value.kind == kind) return true;
    Problem(pointer, kind == Kind::kString  ? "expected a string"
                     : kind == Kind::kBool  ? "expected true or false"
                     : kind == Kind::kArray ? "expected a list"
                                            : "expected an object");
    return false;
  }

  TagMapFacts TagMap(const std::string& pointer, const JsonValue& value) {
    TagMapFacts map{.file = Text(pointer, value, "file"),
                    .variable = Text(pointer, value, "variable"),
                    .digest = Text(pointer, value, "digest"),
                    .tags = {}};
    if (const JsonValue* tags = Member(pointer, value, "tags")) {
      TakeTags(tfvars::JsonPointerTo(pointer, "tags"), *tags, map.tags);
    }
    TakeName(pointer, map.file + ": " + map.variable, maps_);
    return map;
  }

  std::vector<std::string> Texts(const std::string& pointer, const JsonValue& object,
                                 std::string_view name) {
    std::vector<std::string> texts;
    const std::string own = tfvars::JsonPointerTo(pointer, name);
    const JsonValue* list = Member(pointer, object, name);
    if (list != nullptr && Is(Kind::kArray, own, *list)) {
      for (std::size_t i = 0; i < list->items.size(); ++i) {
        if (Is(Kind::kString, fmt::format("{}/{}", own, i), list->items[i])) {
          texts.push_back(list->items[i].string);
        }
      }
    }
    return texts;
  }

  void TakeTerraform(const std::string& pointer, const JsonValue& value) {
    TerraformTerms terms{.roots = {}, .review = ReviewTermsAt(pointer, value)};
    const std::string of_roots = tfvars::JsonPointerTo(pointer, "roots");
    const JsonValue* roots = Member(pointer, value, "roots");
    if (roots != nullptr && Is(Kind::kArray, of_roots, *roots)) {
      for (std::size_t i = 0; i < roots->items.size(); ++i) {
        terms.roots.push_back(Root(fmt::format("{}/{}", of_roots, i), roots->items[i]));
      }
    }
    document_.terraform = std::move(terms);
  }

  ReviewTerms ReviewTermsAt(const std::string& pointer, const JsonValue& value) {
    ReviewTerms terms{.tags_variable = TextOrNull(pointer, value, "tags_variable"),
                      .allow = Texts(pointer, value, "allow"),
                      .allow_attributes = Texts(pointer, value, "allow_attributes"),
                      .data_types = Texts(pointer, value, "data_types")};
    std::vector<tfvars::Target> checked;
    for (std::size_t i = 0; i < terms.allow.size(); ++i) {
      JsonValue address;
      address.kind = Kind::kString;
      address.string = terms.allow[i];
      TakeTarget(fmt::format("{}/allow/{}", pointer, i), address, checked);
    }
    return terms;
  }

  RootTerms Root(const std::string& pointer, const JsonValue& value) {
    RootTerms terms{.root = {.dir = Text(pointer, value, "dir"),
                             .workspace = TextOrNull(pointer, value, "workspace"),
                             .var_files = Texts(pointer, value, "var_files")},
                    .services = Texts(pointer, value, "services"),
                    .tags_of = {},
                    .review = ReviewTermsAt(pointer, value)};
    if (const JsonValue* vars = Member(pointer, value, "vars")) {
      TakeTags(tfvars::JsonPointerTo(pointer, "vars"), *vars, terms.root.vars);
    }
    std::ranges::sort(terms.services);
    const JsonValue* tags_of = value.Find("tags_of");
    if (tags_of == nullptr || tags_of->kind != Kind::kNull) {
      terms.tags_of = Texts(pointer, value, "tags_of");
    }
    return terms;
  }

  void TakeRollout(const std::string& pointer, const JsonValue& value) {
    const std::string service = Text(pointer, value, "service");
    TakeName(pointer, service, rollouts_);
    const std::string state = Text(pointer, value, "state");
    Rollout& rollout = document_.rollouts[service];
    for (const Rollout::State each : {Rollout::State::kInProgress, Rollout::State::kFailed}) {
      if (state == RolloutStateName(each)) rollout.state = each;
    }
    if (state != RolloutStateName(rollout.state)) {
      Problem(pointer + "/state", "expected \"in_progress\" or \"failed\"");
    }
    rollout.revision = TextOrNull(pointer, value, "revision").value_or("");
  }

  void TakeImage(const std::string& pointer, const JsonValue& value) {
    if (!Is(Kind::kObject, pointer, value)) return;
    TakeName(pointer, Text(pointer, value, "name"), images_);
    document_.images.push_back({.name = Text(pointer, value, "name"),
                                .tag = Text(pointer, value, "tag"),
                                .services = Texts(pointer, value, "services"),
                                .from = {},
                                .repository = TextOrNull(pointer, value, "repository")});
  }

  void TakeTags(const std::string& pointer, const JsonValue& value,
                std::map<std::string, std::string>& tags) {
    if (!Is(Kind::kObject, pointer, value)) return;
    for (const tfvars::JsonMember& member : value.members) {
      if (Is(Kind::kString, tfvars::JsonPointerTo(pointer, member.name), member.value)) {
        tags[member.name] = member.value.string;
      }
    }
  }

  void TakeTarget(const std::string& pointer, const JsonValue& value,
                  std::vector<tfvars::Target>& targets) {
    if (!Is(Kind::kString, pointer, value)) return;
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
    service.name = Text(pointer, value, "name");
    TakeName(pointer, service.name, services_);
    service.image = Text(pointer, value, "image");
    const std::string decision = Text(pointer, value, "decision");
    if (decision != "deploy" && decision != "skip") {
      Problem(pointer + "/decision", "expected \"deploy\" or \"skip\"");
    }
    // Whoever restarts it does so without Terraform, which may not touch it.
    const JsonValue* restart = Member(pointer, value, "restart");
    const bool restarts =
        restart != nullptr && Is(Kind::kBool, pointer + "/restart", *restart) && restart->boolean;
    service.deploys = decision == "deploy" && !restarts;
    if (decision == "skip") document_.skipped.insert(service.name);
    service.tag = TextOrNull(pointer, value, "tag");
    if (service.tag && !IsPossibleLiveTag(*service.tag)) {
      Problem(pointer + "/tag", "this is no tag");
    }
    const JsonValue* live = Member(pointer, value, "live");
    if (live != nullptr && live->kind != Kind::kNull) {
      service.live_tag = Text(pointer + "/live", *live, "tag");
      const std::string source = Text(pointer + "/live", *live, "source");
      if (source == kToldSource) document_.told_live.insert(service.name);
      if (source == kFileSource) document_.from_live_file = true;
    }
    const JsonValue* targets = Member(pointer, value, "targets");
    if (targets != nullptr && Is(Kind::kArray, pointer + "/targets", *targets)) {
      for (std::size_t i = 0; i < targets->items.size(); ++i) {
        TakeTarget(fmt::format("{}/targets/{}", pointer, i), targets->items[i], service.targets);
      }
    }
    document_.intent.services.push_back(std::move(service));
  }

  std::set<std::string, std::less<>> names_;
  std::set<std::string> services_, images_, maps_, rollouts_;
  std::string format_version_;
  bool is_preview_ = false;
  bool is_refused_ = false;
  PlanDocument document_;
  std::optional<std::string> problem_;  // the first
  bool is_other_version_ = false;       // it is that something is missing
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
    return NoPlan(error->WithPlace());
  }
  if (reader.Has("resource_changes") || reader.Has("planned_values")) {
    return NoPlan("it is Terraform's plan, not deltaplan's",
                  "Give Terraform's as the argument and deltaplan's with --plan.");
  }
  // A later format may have other members.
  const std::string& version = reader.format_version();
  if (!version.empty() && !version.starts_with("1.")) {
    return NoPlan(
        fmt::format("its \"format_version\" is \"{}\"; 1.x can be read", DisplayText(version)),
        kOtherVersion);
  }
  const bool is_some_plan = reader.Has("format_version") && reader.Has("services");
  for (const std::string_view name : kNeeded) {
    if (reader.Has(name)) continue;
    return NoPlan(fmt::format("it has no \"{}\"", name), is_some_plan ? kOtherVersion : kHowToMake);
  }
  if (reader.problem()) {
    return NoPlan(*reader.problem(), reader.is_other_version() ? kOtherVersion : kHowToMake);
  }
  if (reader.is_preview()) {
    return NoPlan("it is a preview, which has no tags and deploys nothing");
  }
  if (reader.is_refused()) {
    return NoPlan("its gates are shut: it was shown, not granted", "Plan again.");
  }
  return reader.TakeDocument();
}

}  // namespace deltaplan::planner
