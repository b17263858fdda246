// The published format; docs/output.md explains every key, docs/schema/strict/plan.schema.json
// checks it.
//
// Nearly all of a large plan is file lists, and many reasons share one. So the first reason that
// has a list prints it, and the others copy that piece of the output: no second rendering, and no
// memory beside the output itself.

#include "planner/report/plan_json.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "planner/report/json_parts.h"
#include "planner/report/refusal_words.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_words.h"
#include "planner/text/json_writer.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

/// What stands behind the path in a file's object; written in one piece, as there may be millions.
std::string_view FileEnding(graph::ChangeStatus status) {
  static const std::array<std::string, 5> kEndings = [] {
    std::array<std::string, 5> endings;
    for (std::size_t i = 0; i < endings.size(); ++i) {
      endings[i] = std::string(R"(, "status": ")") + StatusName(graph::ChangeStatus(i)) + R"(" })";
    }
    return endings;
  }();
  return kEndings[static_cast<std::size_t>(status)];
}

/// Bytes that the lists will take, a little more rather than less: growing a string of hundreds of
/// megabytes would need twice its memory.
std::size_t EstimateSize(const Plan& plan) {
  constexpr std::size_t kPerFile = 64;
  constexpr std::size_t kPerReason = 384;
  constexpr std::size_t kPerService = 1024;
  graph::IdVector<graph::FileListId, std::size_t> list_size(plan.file_lists.size());
  for (std::size_t i = 0; i < plan.file_lists.size(); ++i) {
    const graph::FileListId id{static_cast<std::uint32_t>(i)};
    for (const graph::FileChange& file : plan.file_lists[id].files) {
      list_size[id] += kPerFile + file.path.size();
    }
  }
  std::size_t size = kPerService * (plan.services.size() + plan.images.size() + 1);
  for (const PlannedService& service : plan.services) {
    for (const Reason& reason : service.reasons) {
      size += kPerReason + (reason.files ? list_size[*reason.files] : 0);
    }
  }
  return size;
}

class PlanJsonWriter {
 public:
  PlanJsonWriter(const Plan& plan, const Refusals& refusals,
                 const std::map<std::string, std::string>* digests, std::string& out)
      : plan_(plan),
        refusals_(refusals),
        digests_(digests),
        json_(out),
        written_lists_(plan.file_lists.size()) {}

  void Write() {
    BeginDocument(json_);
    json_.Key("environment").StringOrNull(plan_.environment);
    WriteHead();
    json_.Key("to").String(plan_.to_map ? "map" : "head");
    WriteBase();
    WriteSummary();
    json_.Key("services").BeginArray();
    for (const PlannedService& service : plan_.services) WriteService(service);
    json_.EndArray();
    json_.Key("images").BeginArray();
    for (const PlannedImage& image : plan_.images) WriteImage(image);
    json_.EndArray();
    WriteTagMap();
    WriteOtherTagMaps();
    json_.Key("image_tags").BeginObject();
    for (const auto& [service, tag] : plan_.image_tags) json_.Key(service).String(tag);
    json_.EndObject();
    json_.Key("tags_file");
    WriteTagsFile(plan_.tags_file);
    WriteDigests();
    json_.Key("targets").Strings(plan_.targets, JsonLayout::kLines);
    WriteTerraform();
    WriteRollouts();
    json_.Key("warnings").BeginArray();
    for (const Warning& warning : plan_.warnings) {
      json_.BeginObject();
      json_.Key("code").String(CodeOf(warning));
      json_.Key("message").String(WarningMessage(warning));
      json_.EndObject();
    }
    json_.EndArray();
    json_.Key("refusals").BeginArray();
    for (const Refusal& refusal : refusals_) {
      json_.BeginObject();
      json_.Key("code").String(CodeOf(refusal));
      json_.Key("message").String(RefusalMessage(refusal));
      json_.EndObject();
    }
    json_.EndArray();
    json_.EndObject();
  }

 private:
  struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;  // 0: not written yet
  };

  void WriteTagMap() {
    json_.Key("tag_map");
    if (!plan_.tag_map) {
      json_.Null();
      return;
    }
    json_.BeginObject();
    json_.Key("services");
    if (plan_.tag_map->services.empty()) {
      json_.Null();
    } else {
      json_.Strings(plan_.tag_map->services, JsonLayout::kLines);
    }
    WriteMapped(*plan_.tag_map);
  }

  void WriteOtherTagMaps() {
    json_.Key("other_tag_maps").BeginArray();
    for (const TagMapFacts& map : plan_.other_tag_maps) {
      json_.BeginObject();
      json_.Key("services").Strings(map.services, JsonLayout::kLines);
      WriteMapped(map);
    }
    json_.EndArray();
  }

  // And ends the object.
  void WriteMapped(const TagMapFacts& map) {
    json_.Key("file").String(map.file);
    json_.Key("variable").String(map.variable);
    json_.Key("digest").String(map.digest);
    json_.Key("tags").BeginObject();
    for (const auto& [service, tag] : map.tags) json_.Key(service).String(tag);
    json_.EndObject().EndObject();
  }

  void WriteRollouts() {
    json_.Key("rollouts").BeginArray();
    for (const auto& [service, rollout] : plan_.rollouts) {
      json_.BeginObject(JsonLayout::kInline);
      json_.Key("service").String(service);
      json_.Key("state").String(RolloutStateName(rollout.state));
      json_.Key("revision")
          .StringOrNull(rollout.revision.empty() ? std::nullopt : std::optional(rollout.revision));
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteTerraform() {
    json_.Key("terraform");
    if (!plan_.terraform) {
      json_.Null();
      return;
    }
    json_.BeginObject();
    json_.Key("roots").BeginArray();
    const std::vector<RootTerms>& roots = plan_.terraform->roots;
    for (std::size_t i = 0; i < roots.size(); ++i) {
      json_.BeginObject();
      WriteRoot(json_, roots[i].root, RootDirectory(*plan_.terraform, i));
      json_.Key("services").Strings(roots[i].services, JsonLayout::kLines);
      json_.Key("targets").Strings(plan_.TargetsOf(roots[i]), JsonLayout::kLines);
      json_.Key("tags_of");
      if (roots[i].tags_of) {
        json_.Strings(*roots[i].tags_of, JsonLayout::kLines);
      } else {
        json_.Null();
      }
      json_.Key("tags_file");
      if (i < plan_.root_tags.size()) {
        WriteTagsFile(plan_.root_tags[i]);
      } else {
        json_.Null();
      }
      WriteReviewTerms(roots[i].review);
      json_.EndObject();
    }
    json_.EndArray();
    WriteReviewTerms(plan_.terraform->review);
    json_.EndObject();
  }

  void WriteReviewTerms(const ReviewTerms& terms) {
    json_.Key("tags_variable").StringOrNull(terms.tags_variable);
    json_.Key("allow").Strings(terms.allow, JsonLayout::kLines);
    json_.Key("allow_attributes").Strings(terms.allow_attributes, JsonLayout::kLines);
    json_.Key("data_types").Strings(terms.data_types, JsonLayout::kLines);
  }

  void WriteTagsFile(const TagsFile& file) {
    json_.BeginObject();
    json_.Key("variables").Strings(file.variables, JsonLayout::kInline);
    const bool is_lost = !file.why_not.empty();
    json_.Key("why_not").StringOrNull(is_lost ? std::optional(file.why_not) : std::nullopt);
    json_.Key("what_to_do")
        .StringOrNull(is_lost ? std::optional(HowToGiveTags(file.place, "PLAN") + ".")
                              : std::nullopt);
    json_.EndObject();
  }

  void WriteDigests() {
    json_.Key("files");
    if (digests_ == nullptr) {
      json_.Null();
      return;
    }
    json_.BeginObject();
    for (const auto& [name, digest] : *digests_) json_.Key(name).String(digest);
    json_.EndObject();
  }

  void WriteHead() {
    json_.Key("head").BeginObject(JsonLayout::kInline);
    json_.Key("commit").String(plan_.head.commit.ToHex());
    json_.Key("tag").String(plan_.head.tag);
    json_.Key("dirty").Bool(plan_.head.dirty);
    json_.EndObject();
  }

  void WriteBase() {
    json_.Key("base");
    if (!plan_.base) {
      json_.Null();
      return;
    }
    json_.BeginObject();
    json_.Key("revision").String(plan_.base->revision);
    json_.Key("commit").String(plan_.base->commit.ToHex());
    json_.Key("merge_base").String(plan_.base->merge_bases.front().ToHex());
    json_.Key("merge_bases").BeginArray(JsonLayout::kInline);
    for (const graph::ObjectId& commit : plan_.base->merge_bases) json_.String(commit.ToHex());
    json_.EndArray();
    json_.Key("working_tree").Bool(plan_.base->working_tree);
    json_.EndObject();
  }

  void WriteSummary() {
    const std::size_t deploy = plan_.deploy_count();
    json_.Key("summary").BeginObject(JsonLayout::kInline);
    json_.Key("services").Number(plan_.services.size());
    json_.Key("deploy").Number(deploy);
    json_.Key("skip").Number(plan_.services.size() - deploy);
    json_.EndObject();
  }

  void WriteService(const PlannedService& service) {
    json_.BeginObject();
    json_.Key("name").String(service.name);
    json_.Key("path");
    if (service.path) {
      WritePath(*service.path);
    } else {
      json_.Null();
    }
    json_.Key("image").String(service.image);
    json_.Key("decision").String(DecisionName(service.decision));
    json_.Key("restart").Bool(service.restarts);
    json_.Key("tag").StringOrNull(service.tag);
    WriteLive(json_, service.live);
    json_.Key("reasons").BeginArray();
    for (const Reason& reason : service.reasons) WriteReason(reason);
    json_.EndArray();
    json_.Key("targets").Strings(service.targets, JsonLayout::kLines);
    json_.EndObject();
  }

  void WriteReason(const Reason& reason) {
    json_.BeginObject();
    json_.Key("code").String(ReasonCodeName(reason.code));
    json_.Key("input");
    if (reason.input) {
      WritePath(*reason.input);
    } else {
      json_.Null();
    }
    json_.Key("via").BeginArray(JsonLayout::kInline);
    for (const std::string& step : reason.via) WritePath(step);
    json_.EndArray();
    json_.Key("files");
    if (reason.files) {
      WriteFiles(*reason.files);
      json_.Key("file_count").Number(reason.file_count);
    } else if (IsChange(reason.code)) {  // the lists were not asked for
      json_.Null();
      json_.Key("file_count").Null();
    } else {
      json_.BeginArray().EndArray();
      json_.Key("file_count").Number(0);
    }
    json_.Key("detail").StringOrNull(reason.detail);
    std::visit([this](const auto& details) { WriteDetails(details); }, reason.details);
    json_.EndObject();
  }

  // What only reasons about dependencies say: their objects have these keys, others don't.
  void WriteDetails(const std::monostate& /*none*/) {}
  void WriteDetails(const ChangedPackages& changed) {
    json_.Key("packages").BeginArray();
    for (const PackageChange& package : changed.packages) {
      json_.BeginObject(JsonLayout::kInline);
      json_.Key("name").String(package.name);
      json_.Key("before").Strings(package.before, JsonLayout::kInline);
      json_.Key("after").Strings(package.after, JsonLayout::kInline);
      json_.Key("change").String(PackageChangeKindName(package.change));
      json_.EndObject();
    }
    json_.EndArray();
    json_.Key("package_count").Number(changed.count);
  }
  void WriteDetails(const UnreadableSide& side) {
    json_.Key("side").String(side.at_head ? "head" : "baseline");
    json_.Key("cause").String(ReadCauseName(side.cause));
  }
  void WriteDetails(const ClosureChange& change) {
    json_.Key("package");
    WritePath(change.package);
    json_.Key("change").String(change.joined ? "joined" : "left");
  }
  void WriteDetails(const ChangedSettings& settings) {
    json_.Key("keys").Strings(settings.keys, JsonLayout::kInline);
  }

  void WritePath(std::string_view path, std::string_view before = "", std::string_view after = "") {
    if (IsJsonPath(path)) {
      json_.StringWithin(before, path, after);
    } else {
      json_.StringWithin(before, CQuote(path), after);
    }
  }

  void WriteFiles(graph::FileListId id) {
    Piece& piece = written_lists_[id];
    if (piece.end != 0) {
      json_.Repeat(piece.begin, piece.end);
      return;
    }
    piece.begin = json_.position();
    json_.BeginArray();
    for (const graph::FileChange& file : plan_.file_lists[id].files) {
      WritePath(file.path, R"({ "path": )", FileEnding(file.status));
    }
    json_.EndArray();
    piece.end = json_.position();
  }

  void WriteImage(const PlannedImage& image) {
    json_.BeginObject();
    json_.Key("name").String(image.name);
    json_.Key("tag").String(image.tag);
    json_.Key("services").Strings(image.services, JsonLayout::kInline);
    json_.Key("from").Strings(image.from, JsonLayout::kInline);
    json_.Key("wave").Number(image.wave);
    json_.Key("repository").StringOrNull(image.repository);
    json_.Key("bake_target").String(image.bake_target);
    json_.EndObject();
  }

  const Plan& plan_;
  const Refusals& refusals_;
  const std::map<std::string, std::string>* digests_;
  JsonWriter json_;
  graph::IdVector<graph::FileListId, Piece> written_lists_;
};

}  // namespace

std::string PlanJson(const Plan& plan, const Refusals& refusals,
                     const std::map<std::string, std::string>* digests) {
  std::string out;
  out.reserve(EstimateSize(plan));
  PlanJsonWriter(plan, refusals, digests, out).Write();
  out += '\n';
  return out;
}

}  // namespace deltaplan::planner
