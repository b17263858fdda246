#include "planner/live/read_live.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/live/aws/keyring.h"
#include "planner/model/tag.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_map.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kLiveFile = "live_file";

Result<LiveReading> ReadLiveFile(Files& files, const std::string& path,
                                 const EnvironmentEntry* environment) {
  const std::string shown = path == "-" ? "standard input" : "'" + path + "'";
  Result<std::string> text = files.Read(path);
  if (!text) return std::move(text).error().Within("cannot read the live tags from " + shown);
  const std::string variable = environment != nullptr && environment->image_tags
                                   ? environment->image_tags->variable()
                                   : "image_tags";
  auto tags = tfvars::ReadLiveMapJson(*text, variable);
  if (const auto* bad = std::get_if<tfvars::TagMapError>(&tags)) {
    return Error{
        .message = fmt::format("{} holds no live tags{}{}", shown,
                               bad->pointer.empty() ? "" : ": at ", bad->pointer),
        .causes = {bad->message},
        .remedy = "It has to be a JSON object {\"<service>\": \"<tag>\"}, or a tag map file."};
  }
  return LiveReading{.tags = std::get<tfvars::TagMap>(std::move(tags)), .notes = {}};
}

// A page of HTML, a list or a template is no tag, whoever says that it is one: nothing of it may
// come into a plan.
std::optional<Error> FindImpossibleTag(const std::string& source, const LiveTags& tags) {
  for (const auto& [service, tag] : tags) {
    if (IsPossibleLiveTag(tag)) continue;
    constexpr std::size_t kMostShown = 60;
    const bool is_long = tag.size() > kMostShown;
    return Error{.message = fmt::format("what {} says of service '{}' is no tag", source,
                                        DisplayText(service)),
                 .causes = {DisplayText(tag.substr(0, kMostShown)) + (is_long ? "..." : "")},
                 .remedy = kPossibleLiveTagRule};
  }
  return std::nullopt;
}

SourceReading Checked(SourceReading reading) {
  if (!reading.reading) return reading;
  std::optional<Error> impossible = FindImpossibleTag(reading.source, reading.reading->tags);
  if (impossible) reading.reading = *std::move(impossible);
  return reading;
}

// "ecs" for the first of a kind, "ecs_2" for the second.
std::string NameOf(const std::string& from, const std::vector<SourceReading>& earlier) {
  const auto same = std::ranges::count_if(earlier, [&](const SourceReading& reading) {
    return reading.source == from || reading.source.starts_with(from + "_");
  });
  return same == 0 ? from : fmt::format("{}_{}", from, same + 1);
}

void Compare(const LiveAnswer& answer, const SourceReading& other, const std::string& first,
             const LiveRequest& request, std::vector<Disagreement>& disagreements) {
  const LiveTags& others = other.reading->tags;
  LiveTags names = others;
  for (const auto& [service, tag] : answer.tags) names.emplace(service, std::string());
  for (const auto& [service, ignored] : names) {
    if (request.tags.contains(service)) continue;  // the command line knows better
    const auto decided = answer.tags.find(service);
    const auto tag = others.find(service);
    const bool has_decided = decided != answer.tags.end();
    const bool has_other = tag != others.end();
    if (has_decided && has_other && decided->second.tag == tag->second) continue;
    disagreements.push_back({.service = service,
                             .deciding = {has_decided ? decided->second.tag : "", first},
                             .other = {has_other ? tag->second : "", other.source}});
  }
}

}  // namespace

Result<LiveAnswer> ReadLive(const Ports& ports, const LiveRequest& request, const Config& config,
                            const EnvironmentEntry* environment, const std::string& root,
                            const std::vector<Service>& services) {
  LiveAnswer answer;
  if (std::optional<Error> impossible = FindImpossibleTag("--live", request.tags)) {
    return *std::move(impossible);
  }
  const bool all_given = std::ranges::all_of(
      services, [&](const Service& service) { return request.tags.contains(service.name); });
  if (request.file) {
    answer.readings.push_back(
        Checked({kLiveFile, ReadLiveFile(ports.files, *request.file, environment)}));
  }
  if (environment != nullptr && (!all_given || request.scope == LiveScope::kAll)) {
    AwsKeyring own_keyring;
    LiveContext context{.ports = ports,
                        .state = request.state,
                        .config = config,
                        .environment = *environment,
                        .root = root,
                        .services = services,
                        .deadline = {},
                        .keyring = request.keyring != nullptr ? *request.keyring : own_keyring};
    for (const LiveSourceEntry& entry : environment->live) {
      // Beside a live file, only what lies on this disk is compared with it.
      if (request.file && request.scope == LiveScope::kDecision && entry.from != kImageTagsSource)
        continue;
      const auto source = std::ranges::find(LiveSources(), entry.from,
                                            [](const LiveSource& each) { return each.kind.from; });
      assert(source != LiveSources().end());  // the configuration has been checked
      std::string name = NameOf(entry.from, answer.readings);
      context.deadline = std::chrono::steady_clock::now() + request.timeout;
      std::shared_ptr<void> progress;
      if (ports.progress && request.show_progress) {
        progress = ports.progress(fmt::format("Reading what is live from {}...", name));
      }
      answer.readings.push_back(Checked({std::move(name), source->read(context, entry)}));
      if (!answer.readings.front().reading) break;
    }
  }
  if (!answer.readings.empty()) {
    const SourceReading& first = answer.readings.front();
    if (!first.reading) return first.reading.error();
    for (const auto& [service, tag] : first.reading->tags) {
      answer.tags[service] = {tag, first.source};
    }
    for (const SourceReading& other : answer.readings) {
      if (&other == &first || !other.reading) continue;
      Compare(answer, other, first.source, request, answer.disagreements);
    }
  }
  for (const auto& [service, tag] : request.tags) answer.tags[service] = {tag, "command_line"};
  return answer;
}

}  // namespace deltaplan::planner
