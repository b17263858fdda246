#include "planner/report/plan_files.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/report/json_parts.h"
#include "planner/report/plan_document.h"
#include "planner/report/plan_json.h"
#include "planner/report/plan_page.h"
#include "planner/text/digest.h"
#include "planner/text/json_writer.h"

namespace deltaplan::planner {
namespace {

bool HasSeveralRoots(const Plan& plan) {
  return plan.terraform && plan.terraform->roots.size() > 1;
}

/// What a list of targets holds, which never is nothing: Terraform takes no target for all of them.
std::vector<std::string> NeverNone(std::vector<std::string> targets) {
  if (targets.empty()) return {kNothingToRoll};
  return targets;
}

/// `targets` and what is to be added of the plan's root of that number; each once.
std::vector<std::string> WithFurther(std::vector<std::string> targets, std::size_t root,
                                     const FurtherTargets& further) {
  if (root >= further.size()) return targets;
  for (const std::string& target : further[root]) {
    if (std::ranges::find(targets, target) == targets.end()) targets.push_back(target);
  }
  return targets;
}

/// What is listed for all of the plan: with several roots nothing, because no run of Terraform
/// takes the targets of all.
std::vector<std::string> ListedTargets(const Plan& plan, const FurtherTargets& further) {
  return NeverNone(HasSeveralRoots(plan) ? std::vector<std::string>()
                                         : WithFurther(plan.targets, 0, further));
}

std::vector<std::string> TargetsOfRoot(const Plan& plan, std::size_t root,
                                       const FurtherTargets& further) {
  return WithFurther(plan.TargetsOf(plan.terraform->roots[root]), root, further);
}

/// Addresses hold no newline: HCL escapes them inside instance keys.
std::string AddressLines(const std::vector<std::string>& targets, std::string_view prefix) {
  std::string out;
  for (const std::string& target : targets) {
    out += prefix;
    out += target;
    out += '\n';
  }
  return out;
}

/// Strings of a bake file are templates, in JSON too.
std::string BakeText(std::string_view text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    escaped += text[i];
    const bool opens = i + 1 < text.size() && text[i + 1] == '{';
    if ((text[i] == '$' || text[i] == '%') && opens) escaped += text[i];
  }
  return escaped;
}

constexpr const char* kNoRegistry =
    "The environment has no \"repository\", so images have no registry in their names: they can be "
    "neither pushed nor pulled from one.";

/// What a team's own bake file, or the configuration, has to add.
std::vector<std::string> MissingForBake(const Plan& plan) {
  std::vector<std::string> missing;
  const auto lacks_build = [](const BakeTarget& target) { return !target.context; };
  if (std::ranges::any_of(plan.bake_targets, lacks_build)) {
    missing.emplace_back(
        "Targets without a context are no builds of their own: give this file after the one that "
        "has theirs, or say how images are built with \"build\" in the configuration.");
  }
  const auto lacks_registry = [](const PlannedImage& image) { return !image.repository; };
  if (std::ranges::any_of(plan.images, lacks_registry)) missing.emplace_back(kNoRegistry);
  return missing;
}

/// What whoever rolls without Terraform would have to know besides.
std::vector<std::string> MissingForReleases(const Plan& plan) {
  std::vector<std::string> missing;
  const auto lacks_cluster = [](const Release& release) { return !release.cluster; };
  if (std::ranges::any_of(plan.releases, lacks_cluster)) {
    missing.emplace_back(
        "The environment names no cluster, in \"ecs\" or in a live source \"ecs\": nobody can tell "
        "where these services run.");
  }
  const auto lacks_registry = [](const Release& release) { return !release.has_registry; };
  if (std::ranges::any_of(plan.releases, lacks_registry)) missing.emplace_back(kNoRegistry);
  return missing;
}

constexpr const char* kTargetsFile = "targets.txt";

/// Files for each of several roots that has something to roll.
void AddRoots(const Plan& plan, const FurtherTargets& further, PlanFileSet& set) {
  if (plan.base || !HasSeveralRoots(plan)) return;
  for (std::size_t i = 0; i < plan.terraform->roots.size(); ++i) {
    const std::vector<std::string> targets = TargetsOfRoot(plan, i, further);
    if (targets.empty()) continue;
    const std::string directory = RootDirectory(*plan.terraform, i) + "/";
    set.files.push_back({directory + kTargetsFile, AddressLines(targets, "")});
    set.files.push_back({directory + kTargetArgsFile, AddressLines(targets, "-target=")});
    const TagsFile& tags = plan.root_tags.empty() ? plan.tags_file : plan.root_tags[i];
    if (tags.content) set.files.push_back({directory + kTagsFile, *tags.content});
  }
}

}  // namespace

std::string TargetsText(const Plan& plan, const FurtherTargets& further) {
  return AddressLines(ListedTargets(plan, further), "");
}

std::string TargetArgsText(const Plan& plan, const FurtherTargets& further) {
  return AddressLines(ListedTargets(plan, further), "-target=");
}

std::string TargetsJson(const Plan& plan, const FurtherTargets& further) {
  std::string out;
  JsonWriter json(out);
  if (HasSeveralRoots(plan)) {
    BeginDocument(json);
    json.Key("roots").BeginArray();
    for (std::size_t i = 0; i < plan.terraform->roots.size(); ++i) {
      const std::vector<std::string> targets = TargetsOfRoot(plan, i, further);
      if (targets.empty()) continue;
      json.BeginObject();
      WriteRoot(json, plan.terraform->roots[i].root, RootDirectory(*plan.terraform, i));
      json.Key("targets").Strings(targets, JsonLayout::kLines);
      json.EndObject();
    }
    json.EndArray().EndObject();
  } else {
    json.Strings(ListedTargets(plan, further), JsonLayout::kLines);
  }
  out += '\n';
  return out;
}

std::string BakeJson(const Plan& plan) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject();
  // HCL's JSON syntax takes a member of this name for a comment.
  if (const std::vector<std::string> missing = MissingForBake(plan); !missing.empty()) {
    json.Key("//").String(fmt::format("{}", fmt::join(missing, " ")));
  }
  json.Key("group").BeginObject().Key("default").BeginObject();
  json.Key("targets").BeginArray();
  for (const BakeTarget& target : plan.bake_targets) {
    if (target.is_built) json.String(target.name);
  }
  json.EndArray().EndObject().EndObject();
  json.Key("target").BeginObject();
  for (const BakeTarget& target : plan.bake_targets) {
    json.Key(target.name).BeginObject();
    if (target.context) json.Key("context").String(BakeText(*target.context));
    if (target.dockerfile) json.Key("dockerfile").String(BakeText(*target.dockerfile));
    if (target.stage) json.Key("target").String(BakeText(*target.stage));
    if (!target.args.empty()) {
      json.Key("args").BeginObject();
      for (const auto& [name, value] : target.args) {
        json.Key(BakeText(name)).String(BakeText(value));
      }
      json.EndObject();
    }
    if (!target.from.empty()) {
      json.Key("contexts").BeginObject();
      for (const auto& [image, name] : target.from) {
        json.Key(BakeText(image)).String("target:" + name);
      }
      json.EndObject();
    }
    json.Key("tags").Strings({BakeText(target.reference)}, JsonLayout::kInline);
    json.EndObject();
  }
  json.EndObject().EndObject();
  out += '\n';
  return out;
}

std::string ReleasesJson(const Plan& plan) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("environment").StringOrNull(plan.environment);
  json.Key("releases").BeginArray();
  for (const Release& release : plan.releases) {
    json.BeginObject();
    json.Key("name").String(release.name);
    json.Key("cluster").StringOrNull(release.cluster);
    json.Key("service").String(release.service);
    json.Key("family").String(release.family);
    json.Key("container").String(release.container);
    json.Key("image").String(release.image);
    json.Key("action").String(release.restarts ? "restart" : "roll");
    json.Key("after").Strings(release.after, JsonLayout::kInline);
    json.EndObject();
  }
  json.EndArray();
  json.Key("missing").Strings(MissingForReleases(plan), JsonLayout::kLines);
  json.EndObject();
  out += '\n';
  return out;
}

std::map<std::string, std::string> DigestsOf(const std::vector<OutputFile>& files,
                                             graph::Parallelism parallelism) {
  std::vector<std::string> digests(files.size());
  graph::ParallelFor(parallelism, files.size(),
                     [&](std::size_t i) { digests[i] = Sha256Digest(files[i].content); });
  std::map<std::string, std::string> by_name;
  for (std::size_t i = 0; i < files.size(); ++i) by_name[files[i].name] = std::move(digests[i]);
  return by_name;
}

std::span<const std::string> PlanFileNames() {
  static const std::string kNames[] = {"docker-bake.json", kTagsFile,      "plan.html",
                                       kPlanFile,          "plan.md",      "releases.json",
                                       kTargetArgsFile,    "targets.json", kTargetsFile};
  return kNames;
}

PlanFileSet PlanFiles(const Plan& plan, const InputMap& inputs,
                      const std::vector<std::string>& earlier_roots,
                      const MarkdownOptions& markdown, graph::Parallelism parallelism,
                      const FurtherTargets& further) {
  struct Writer {
    const char* name;
    bool of_deploy;  // a preview is no deploy: nothing that Terraform takes
    std::function<std::string()> write;
  };
  const Writer writers[] = {
      {kTargetsFile, true, [&] { return TargetsText(plan, further); }},
      {kTargetArgsFile, true, [&] { return TargetArgsText(plan, further); }},
      {"plan.md", false, [&] { return PlanMarkdown(plan, {}, markdown); }},
      {"plan.html", false, [&] { return PlanPage(&plan, inputs); }},
      {"targets.json", true, [&] { return TargetsJson(plan, further); }},
      {"docker-bake.json", false, [&] { return BakeJson(plan); }},
      {"releases.json", true, [&] { return ReleasesJson(plan); }},
  };
  constexpr std::size_t kCount = std::size(writers);
  constexpr std::size_t kWorthThreads = 64;  // services: with fewer, threads take longer to start
  if (plan.services.size() < kWorthThreads) parallelism = {.jobs = 1};
  std::vector<std::optional<std::string>> contents(kCount);
  graph::ParallelFor(parallelism, kCount, [&](std::size_t i) {
    if (!plan.base || !writers[i].of_deploy) contents[i] = writers[i].write();
  });

  PlanFileSet set;
  const auto add = [&set](const char* name, std::optional<std::string> content) {
    if (content) {
      set.files.push_back({name, *std::move(content)});
    } else {
      set.obsolete.emplace_back(name);
    }
  };
  AddRoots(plan, further, set);
  add(kTagsFile, plan.tags_file.content);
  for (std::size_t i = 0; i < kCount; ++i) add(writers[i].name, std::move(contents[i]));
  for (const std::string& root : earlier_roots) {
    for (const char* name : {kTargetsFile, kTargetArgsFile, kTagsFile}) {
      std::string file = fmt::format("roots/{}/{}", root, name);
      if (std::ranges::find(set.files, file, &OutputFile::name) == set.files.end()) {
        set.obsolete.push_back(std::move(file));
      }
    }
  }
  // Last, because it tells whether the others belong to it.
  const std::map<std::string, std::string> digests = DigestsOf(set.files, parallelism);
  std::string json = PlanJson(plan, {}, &digests);
  set.files.push_back({kPlanFile, std::move(json)});
  return set;
}

}  // namespace deltaplan::planner
