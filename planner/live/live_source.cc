#include "planner/live/live_source.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>
#include <variant>

#include "tfvars/tag_map.h"

namespace deltaplan::planner {
namespace {

struct Source {
  std::string_view from;
  Result<LiveTags> (*read)(const LiveContext&, const LiveSourceEntry&);
};

constexpr const char* kImageTags = "image_tags";
constexpr const char* kLiveFile = "live_file";

constexpr Source kSources[] = {
    {kImageTags, ReadImageTagsSource},
};

Result<LiveTags> ReadLiveFile(Files& files, const std::string& path,
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
  return std::get<tfvars::TagMap>(std::move(tags));
}

void Compare(const LiveAnswer& answer, const LiveTags& others, const std::string& first,
             const std::string& source, const LiveOptions& options,
             std::vector<Disagreement>& disagreements) {
  LiveTags names = others;
  for (const auto& [service, tag] : answer.tags) names.emplace(service, std::string());
  for (const auto& [service, ignored] : names) {
    if (options.tags.contains(service)) continue;  // the command line knows better
    const auto decided = answer.tags.find(service);
    const auto other = others.find(service);
    const bool has_decided = decided != answer.tags.end();
    const bool has_other = other != others.end();
    if (has_decided && has_other && decided->second.tag == other->second) continue;
    disagreements.push_back({.service = service,
                             .deciding = {has_decided ? decided->second.tag : "", first},
                             .other = {has_other ? other->second : "", source}});
  }
}

}  // namespace

Result<LiveTags> ReadLiveSource(const LiveContext& context, const LiveSourceEntry& entry) {
  const auto* source = std::ranges::find(kSources, entry.from, &Source::from);
  if (source != std::end(kSources)) return source->read(context, entry);
  return Error{
      .message = fmt::format("this version can't read the live source '{}' of environment '{}'",
                             entry.from, context.environment.name),
      .causes = {},
      .remedy = "Give the live tags with --live-file or --live."};
}

Result<LiveAnswer> ReadLive(Files& files, const LiveOptions& options,
                            const EnvironmentEntry* environment, const std::string& root,
                            const std::vector<std::string>& services) {
  LiveAnswer answer;
  const bool all_given = std::ranges::all_of(
      services, [&](const std::string& name) { return options.tags.contains(name); });
  const bool given = options.file.has_value();
  if (given) {
    Result<LiveTags> tags = ReadLiveFile(files, *options.file, environment);
    if (!tags) return std::move(tags).error();
    for (auto& [service, tag] : *tags) answer.tags[service] = {std::move(tag), kLiveFile};
  }
  if (environment != nullptr && !all_given) {
    const LiveContext context{
        .files = files, .environment = *environment, .root = root, .services = services};
    for (std::size_t i = 0; i < environment->live.size(); ++i) {
      const LiveSourceEntry& entry = environment->live[i];
      // Beside a live file, only what lies on this disk is compared with it.
      if (given && entry.from != kImageTags) continue;
      Result<LiveTags> tags = ReadLiveSource(context, entry);
      if (!tags && given) {
        answer.unreadable.push_back(std::move(tags).error());
      } else if (!tags) {
        return std::move(tags).error();
      } else if (!given && i == 0) {
        for (auto& [service, tag] : *tags) answer.tags[service] = {std::move(tag), entry.from};
      } else {
        Compare(answer, *tags, given ? kLiveFile : environment->live.front().from, entry.from,
                options, answer.disagreements);
      }
    }
  }
  for (const auto& [service, tag] : options.tags) answer.tags[service] = {tag, "command_line"};
  return answer;
}

}  // namespace deltaplan::planner
