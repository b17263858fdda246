// deltaplan status: live, tag map, Terraform state and head side by side.
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "planner/commands/commands.h"
#include "planner/commands/common.h"
#include "planner/decide/source_status.h"
#include "planner/facts/baselines.h"
#include "planner/facts/gather.h"
#include "planner/facts/tag_relations.h"
#include "planner/model/tag.h"
#include "planner/report/status_report.h"
#include "planner/terraform/tag_variables.h"

namespace deltaplan::planner {
namespace {

// The services of the configuration, and those that a source knows besides.
std::vector<std::string> AllNames(const std::vector<Service>& services, const LiveAnswer& live,
                                  const std::set<std::string>& asked) {
  std::set<std::string> names;
  for (const Service& service : services) names.insert(service.name);
  for (const SourceReading& source : live.readings) {
    if (!source.reading) continue;
    for (const auto& [name, tag] : source.reading->tags) names.insert(name);
  }
  for (const auto& [name, tag] : live.tags) names.insert(name);
  if (!asked.empty()) {
    std::erase_if(names, [&](const std::string& name) { return !asked.contains(name); });
  }
  return {names.begin(), names.end()};
}

// How the tags that the sources name stand to the live ones, where they are others and both name
// commits.
Result<std::map<std::pair<std::string, std::string>, graph::HeadRelation>> RelationsOf(
    const std::vector<SourceReading>& readings, const std::vector<ShownService>& services,
    TagRelations& tags) {
  std::map<std::pair<std::string, std::string>, graph::HeadRelation> relations;
  for (const ShownService& service : services) {
    const std::optional<std::string>& live = service.facts.live_tag;
    if (service.is_external || !live) continue;
    for (const SourceReading& source : readings) {
      if (!source.reading) continue;
      const auto tag = source.reading->tags.find(service.name);
      if (tag == source.reading->tags.end() || AreOneTag(tag->second, *live)) continue;
      Result<std::optional<graph::HeadRelation>> relation = tags.Relate(*live, tag->second);
      if (!relation) return std::move(relation).error();
      if (*relation) relations.emplace(std::pair(*live, tag->second), **relation);
    }
  }
  return relations;
}

// The sources whose tags are compared with what is live: all but the deciding one, and that one,
// too, where the command line knows better.
std::vector<SourceTags> OtherSources(const LiveAnswer& live, const Options& options) {
  std::vector<SourceTags> others;
  for (const SourceReading& source : live.readings) {
    if (source.decides && options.live.tags.empty()) continue;
    SourceTags& other = others.emplace_back();
    other.name = source.source;
    other.services = source.services;
    if (source.reading) {
      other.tags = source.reading->tags;
    } else {
      other.error = source.reading.error().message;
    }
  }
  return others;
}

Result<StatusFacts> GatherStatus(const Project& project, const Platform& platform,
                                 const LiveAnswer& live, const Options& options, TagRelations& tags,
                                 Files& files) {
  const std::vector<Service>& services = platform.services;
  const std::vector<std::string> names = AllNames(services, live, options.services);
  const std::set<std::string> external = ExternalServices(services);
  Result<Baselines> resolved = ResolveBaselines(names, external, live, project.head().id,
                                                tags.resolver(), project.repository());
  if (!resolved) return std::move(resolved).error();
  std::vector<ShownService> shown;
  for (std::size_t i = 0; i < names.size(); ++i) {
    shown.push_back(
        {.name = names[i],
         .is_configured = std::ranges::binary_search(services, names[i], {}, &Service::name),
         .is_external = external.contains(names[i]),
         .facts = std::move(resolved->services[i])});
  }
  const Result<HeadFacts> head = GatherHead(project, project.head(), platform, NewTags::kNotMade);
  if (!head) return head.error();
  auto relations = RelationsOf(live.readings, shown, tags);
  if (!relations) return std::move(relations).error();

  Warnings warnings = SourceWarnings(live, options.services);
  if (!resolved->missing.empty()) {
    warnings.push_back(warnings::CommitsMissing{std::move(resolved->missing)});
  }
  const EnvironmentEntry* environment = project.environment();
  if (environment != nullptr) {
    std::ranges::move(TagVariableWarnings(*environment, services, project.root(), files),
                      std::back_inserter(warnings));
  }
  const auto map = std::ranges::find_if(live.readings, [](const SourceReading& source) {
    return source.source == kImageTagsSource && source.reading;
  });
  return StatusFacts{
      .environment = environment != nullptr ? std::optional(environment->name) : std::nullopt,
      .head = {.commit = head->commit, .tag = head->Tag(), .dirty = false},
      .deciding =
          live.readings.empty() ? std::nullopt : std::optional(live.readings.front().source),
      .others = OtherSources(live, options),
      .map = map != live.readings.end() ? std::optional(map->reading->tags) : std::nullopt,
      .services = std::move(shown),
      .relations = *std::move(relations),
      .warnings = std::move(warnings)};
}

}  // namespace

Result<Answer> RunStatus(const Options& given, const Ports& ports) {
  Result<std::unique_ptr<Project>> opened = Project::Open(ProjectRequestOf(given), ports);
  if (!opened) return std::move(opened).error();
  const Project& project = **opened;
  const Result<Platform> platform = project.Expand(project.head().tree);
  if (!platform) return platform.error();
  const Result<Options> chosen = WithServicesOf(*platform, given);
  if (!chosen) return chosen.error();
  const Options& options = *chosen;
  if (Status known = CheckChosenServices(*platform, options); !known) {
    return std::move(known).error();
  }
  LiveRequest request = LiveRequestOf(options);
  request.scope = LiveScope::kAll;
  Result<std::unique_ptr<TagRelations>> tags =
      TagRelations::Make(project.repository(), project.config());
  if (!tags) return std::move(tags).error();
  const Result<LiveAnswer> live = ReadLive(ports, request, project.config(), project.environment(),
                                           project.root(), platform->services, (*tags)->Chooser());
  if (!live) return live.error();
  if (live->readings.empty() && live->tags.empty()) {
    return Error{.message = "there is nothing to show the status of: no live source is configured",
                 .causes = {},
                 .remedy =
                     "Add \"live\" or \"image_tags\" to an environment of the configuration, "
                     "or give --live-file."};
  }
  const Result<StatusFacts> facts =
      GatherStatus(project, *platform, *live, options, **tags, ports.files);
  if (!facts) return facts.error();
  const StatusReport report = StatusOf(*facts);
  Answer answer;
  answer.output = options.format == Format::kJson
                      ? StatusJson(report)
                      : StatusText(report, StyleFor(options, ports.terminal));
  answer.output += NextCommand(given, ports.terminal, {"plan"},
                               "says which services differ from what is live, and deploy.");
  if (options.strict && !report.InAgreement()) answer.exit_code = ExitCode::kDisagreement;
  return answer;
}

}  // namespace deltaplan::planner
