#include "planner/live/read_live.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <fmt/format.h>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

#include "planner/live/aws/keyring.h"
#include "planner/live/tag_map_file.h"
#include "planner/model/service_environment.h"
#include "planner/model/tag.h"
#include "planner/text/quote.h"
#include "tfvars/carriers/tag_map.h"
#include "tfvars/plan/image_mention.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kLiveFile = "live_file";
constexpr const char* kTerraformState = "terraform_state";

// Native syntax begins with a name or a comment, which no JSON text does.
bool IsNativeSyntax(std::string_view text, std::string_view path) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos || path.ends_with(".json")) return false;
  const char first = text[begin];
  return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') || first == '_' ||
         first == '#' || first == '/';
}

// The file may have any form that a tag map has: that of the environment's own, where it has one.
Result<LiveReading> ReadLiveFile(Files& files, const std::string& path,
                                 const EnvironmentEntry* environment,
                                 const std::vector<Service>& services) {
  const std::string shown = path == "-" ? "standard input" : "'" + path + "'";
  Result<std::string> text = files.Read(path);
  if (!text) return std::move(text).error().Within("cannot read the live tags from " + shown);
  ImageTagsEntry entry;
  if (environment != nullptr && environment->image_tags)
    entry = ImageTagsOf(*environment, services);
  const bool is_native = IsNativeSyntax(*text, path);
  if (is_native || !entry.place.IsPlainMap()) {
    entry.file = path == "-" ? "standard input" : path;
    if (!is_native && !entry.file.ends_with(".json")) entry.file += ".json";
    Result<TagMapFile> map = ParseTagMapFile(*text, entry, {}, NamesOf(services));
    if (map && (is_native || !map->tags.empty()))
      return LiveReading{.tags = std::move(map->tags), .notes = {}};
    if (is_native && !map) return std::move(map).error();
  }
  auto tags = tfvars::ReadLiveMapJson(*text, entry.variable());
  if (const auto* bad = std::get_if<tfvars::TagMapError>(&tags)) {
    return Error{
        .message = fmt::format("{} holds no live tags{}{}", shown,
                               bad->pointer.empty() ? "" : ": at ", bad->pointer),
        .causes = {bad->message},
        .remedy = "It has to be a JSON object {\"<service>\": \"<tag>\"}, or a tag map file."};
  }
  return LiveReading{.tags = std::get<tfvars::TagMap>(std::move(tags)), .notes = {}};
}

// What stands in the place of a tag may be a whole image, as sources of AWS see it: its tag counts,
// for a tag map gets what is said here. What is built elsewhere may be called by the whole.
void TakeTagsOfImages(const std::set<std::string>& external, LiveReading& reading) {
  for (auto& [service, tag] : reading.tags) {
    const std::string_view bare = TagOfImage(tag);
    if (bare == tag || external.contains(service)) continue;
    reading.repositories.emplace(service, tag.substr(0, tag.size() - bare.size() - 1));
    tag = std::string(bare);
  }
}

// Chooses among several tags, and holds all to what a tag may be.
std::optional<Error> Settle(SourceReading& source, const std::set<std::string>& excused,
                            const ChooseTag& choose) {
  LiveReading& reading = *source.reading;
  for (const auto& [service, tags] : reading.candidates) {
    std::vector<std::string> possible;
    std::ranges::copy_if(tags, std::back_inserter(possible), IsPossibleLiveTag);
    if (possible.empty() || !choose) continue;
    Result<std::string> chosen = choose(possible);
    if (!chosen) {
      return std::move(chosen).error().Within(
          fmt::format("cannot choose among the tags of the image that '{}' runs", service));
    }
    reading.tags[service] = *std::move(chosen);
  }
  for (auto each = reading.tags.begin(); each != reading.tags.end();) {
    std::optional<Error> wrong = CheckIsTag(source.source, each->first, each->second);
    if (!wrong) {
      ++each;
      continue;
    }
    if (!excused.contains(each->first)) return wrong;
    reading.notes.push_back(warnings::LiveTagUnknown{each->first, std::move(wrong->message)});
    each = reading.tags.erase(each);
  }
  SortNotes(reading.notes);
  return std::nullopt;
}

SourceReading Settled(SourceReading reading, const std::vector<Service>& services,
                      const std::set<std::string>& excused, const ChooseTag& choose) {
  if (!reading.reading) return reading;
  const bool is_map = reading.source == kImageTagsSource;  // there the whole is what stands there
  if (!is_map) TakeTagsOfImages(ExternalServices(services), *reading.reading);
  if (std::optional<Error> wrong = Settle(reading, excused, choose)) {
    reading.reading = *std::move(wrong);
  }
  return reading;
}

// The services of which nobody has to know what they run.
std::set<std::string> ExcusedOf(const LiveRequest& request, const std::vector<Service>& services) {
  std::set<std::string> excused = request.excused;
  for (const Service& service : services) {
    const bool is_left_out = !request.only.empty() && !request.only.contains(service.name);
    if (is_left_out || request.tags.contains(service.name)) excused.insert(service.name);
  }
  return excused;
}

// Those that a source is asked for.
std::vector<Service> Asked(const LiveRequest& request, const std::vector<Service>& services) {
  std::vector<Service> asked;
  for (const Service& service : services) {
    if (!request.tags.contains(service.name)) asked.push_back(service);
  }
  return asked;
}

// "ecs" for the first of a kind, "ecs_2" for the second.
std::string NameOf(const std::string& from, const std::vector<SourceReading>& earlier) {
  const auto same = std::ranges::count_if(earlier, [&](const SourceReading& reading) {
    return reading.source == from || reading.source.starts_with(from + "_");
  });
  return same == 0 ? from : fmt::format("{}_{}", from, same + 1);
}

bool IsUnknown(const LiveReading& reading, const std::string& service) {
  return std::ranges::any_of(reading.notes, [&](const Warning& note) {
    const auto* unknown = std::get_if<warnings::LiveTagUnknown>(&note);
    return unknown != nullptr && unknown->service == service;
  });
}

bool IsCandidate(const LiveReading& reading, const std::string& service, const std::string& tag) {
  const auto found = reading.candidates.find(service);
  return found != reading.candidates.end() &&
         std::ranges::find(found->second, tag) != found->second.end();
}

// What the deciding source says besides tags.
void TakeNotes(const LiveReading& reading, LiveAnswer& answer) {
  for (const Warning& note : reading.notes) {
    if (const auto* running = std::get_if<warnings::RolloutInProgress>(&note)) {
      answer.rollouts[running->service] = {.state = Rollout::State::kInProgress,
                                           .revision = running->revision,
                                           .running = {},
                                           .reason = {}};
    } else if (const auto* failed = std::get_if<warnings::RolloutFailed>(&note)) {
      answer.rollouts[failed->service] = {.state = Rollout::State::kFailed,
                                          .revision = failed->revision,
                                          .running = failed->running,
                                          .reason = failed->reason,
                                          .is_tainted = failed->is_tainted};
    } else if (const auto* unknown = std::get_if<warnings::LiveTagUnknown>(&note)) {
      answer.unknown[unknown->service] = unknown->why;
    }
  }
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
    if (has_decided && has_other && AreOneTag(decided->second.tag, tag->second)) continue;
    // Of one image both may be tags; where one side does not know, they don't disagree.
    if (answer.unknown.contains(service) || IsUnknown(*other.reading, service)) continue;
    if (has_decided && has_other &&
        IsCandidate(*answer.readings.front().reading, service, tag->second))
      continue;
    disagreements.push_back({.service = service,
                             .deciding = {has_decided ? decided->second.tag : "", first},
                             .other = {has_other ? tag->second : "", other.source}});
  }
}

// The sources of the services that have none of their own.
std::vector<LiveSourceEntry> CommonSources(const EnvironmentEntry& environment,
                                           const LiveRequest& request) {
  std::vector<LiveSourceEntry> sources = environment.live;
  if (request.scope == LiveScope::kDecision) return sources;
  const auto add = [&](const char* from) {
    if (std::ranges::find(sources, from, &LiveSourceEntry::from) != sources.end()) return;
    sources.push_back({.pointer = {}, .from = from});
  };
  if (environment.image_tags) add(kImageTagsSource);
  if (!request.state.IsEmpty()) add(kTerraformState);
  return sources;
}

// What `sources` of `environment` say of `services`, with --live-file, and without --live.
Result<LiveAnswer> ReadSources(const Ports& ports, const LiveRequest& request, const Config& config,
                               const EnvironmentEntry* environment,
                               const std::vector<LiveSourceEntry>& sources, const std::string& root,
                               const std::vector<Service>& services, const ChooseTag& choose,
                               const std::vector<RootServices>& roots, AwsKeyring& keyring) {
  LiveAnswer answer;
  const std::set<std::string> excused = ExcusedOf(request, services);
  const std::vector<Service> asked = Asked(request, services);
  if (request.file) {
    answer.readings.push_back(
        Settled({kLiveFile, ReadLiveFile(ports.files, *request.file, environment, services)},
                services, excused, choose));
  }
  if (environment != nullptr && !asked.empty()) {
    for (const LiveSourceEntry& entry : sources) {
      const bool is_map = entry.from == kImageTagsSource;
      // Beside a live file, only what lies on this disk is compared with it.
      if (request.file && request.scope == LiveScope::kDecision && !is_map) continue;
      const auto source = std::ranges::find(LiveSources(), entry.from,
                                            [](const LiveSource& each) { return each.kind.from; });
      assert(source != LiveSources().end());  // the configuration has been checked
      std::string name = NameOf(entry.from, answer.readings);
      // Who compares wants to see what every source says; a file says it of all at once anyway.
      const bool asks_all = request.scope == LiveScope::kAll || is_map;
      const LiveContext context{.ports = ports,
                                .state = request.state,
                                .roots = roots,
                                .config = config,
                                .environment = *environment,
                                .root = root,
                                .services = asks_all ? services : asked,
                                .deadline = std::chrono::steady_clock::now() + request.timeout,
                                .keyring = keyring,
                                .excused = excused};
      std::shared_ptr<void> progress;
      if (ports.progress && request.show_progress) {
        progress = ports.progress(fmt::format("Reading what is live from {}...", name));
      }
      answer.readings.push_back(
          Settled({std::move(name), source->read(context, entry)}, services, excused, choose));
      if (!answer.readings.front().reading) break;
    }
  }
  if (answer.readings.empty()) return answer;
  SourceReading& first = answer.readings.front();
  if (!first.reading) return first.reading.error();
  first.decides = true;
  return answer;
}

// Takes what `reading` says for live. A map may say itself of which repository an image is.
void TakeTags(const LiveReading& reading, const std::string& source,
              const tfvars::KnownImages& known, LiveAnswer& answer) {
  for (const auto& [service, tag] : reading.tags) {
    const auto found = reading.repositories.find(service);
    const tfvars::ImageMention said = tfvars::SplitImage(tag);
    std::string repository;
    if (found != reading.repositories.end()) {
      repository = found->second;
    } else if (!said.tag.empty()) {
      repository = said.repository;
    }
    answer.tags[service] = {tag, source};
    answer.images.erase(service);
    answer.repositories.erase(service);
    const std::string_view image = known.NameOf(repository);
    if (!image.empty()) answer.images.emplace(service, image);
    if (!repository.empty()) answer.repositories.emplace(service, std::move(repository));
  }
}

// What the first of the readings says, and how the others differ from it.
void Decide(const LiveRequest& request, const tfvars::KnownImages& known, LiveAnswer& answer) {
  if (answer.readings.empty()) return;
  const SourceReading& first = answer.readings.front();
  TakeTags(*first.reading, first.source, known, answer);
  TakeNotes(*first.reading, answer);
  for (const SourceReading& other : answer.readings) {
    if (&other == &first || !other.reading) continue;
    Compare(answer, other, first.source, request, answer.disagreements);
  }
}

// Only what is said of `those`, and of what is no service of the configuration where `others` are
// the services that have sources of their own.
void Restrict(const std::vector<Service>& those, const std::set<std::string>* others,
              LiveAnswer& answer) {
  std::set<std::string> names;
  for (const Service& service : those) names.insert(service.name);
  for (SourceReading& reading : answer.readings) {
    reading.services = names;
    if (!reading.reading) continue;
    const auto is_other = [&](const auto& entry) {
      return others == nullptr ? !names.contains(entry.first) : others->contains(entry.first);
    };
    std::erase_if(reading.reading->tags, is_other);
    std::erase_if(reading.reading->candidates, is_other);
    std::erase_if(reading.reading->repositories, is_other);
    for (const auto& [name, tag] : reading.reading->tags) reading.services.insert(name);
  }
}

// Adds what was read of further services.
void Join(LiveAnswer part, LiveAnswer& all) {
  all.tags.merge(part.tags);
  all.rollouts.merge(part.rollouts);
  all.unknown.merge(part.unknown);
  all.images.merge(part.images);
  all.repositories.merge(part.repositories);
  std::ranges::move(part.disagreements, std::back_inserter(all.disagreements));
  for (SourceReading& reading : part.readings) {
    const auto same = std::ranges::find(all.readings, reading.source, &SourceReading::source);
    if (same == all.readings.end()) {
      all.readings.push_back(std::move(reading));
      continue;
    }
    same->decides = same->decides && reading.decides;
    same->services.merge(reading.services);
    if (!same->reading) continue;
    if (!reading.reading) {
      same->reading = std::move(reading.reading);
      continue;
    }
    same->reading->tags.merge(reading.reading->tags);
    same->reading->candidates.merge(reading.reading->candidates);
    std::ranges::move(reading.reading->notes, std::back_inserter(same->reading->notes));
    std::ranges::move(reading.reading->states, std::back_inserter(same->reading->states));
    SortNotes(same->reading->notes);
  }
}

}  // namespace

Result<LiveAnswer> ReadLive(const Ports& ports, const LiveRequest& request, const Config& config,
                            const EnvironmentEntry* environment, const std::string& root,
                            const std::vector<Service>& services, const ChooseTag& choose) {
  for (const auto& [service, tag] : request.tags) {
    if (auto wrong = CheckIsTag("--live", service, tag)) return *std::move(wrong);
  }
  // The services by whose sources they are asked of; first those of the environment itself.
  std::vector<std::pair<const EnvironmentEntry*, std::vector<Service>>> groups{{environment, {}}};
  std::set<std::string> with_own;
  for (const Service& service : services) {
    const EnvironmentEntry* own = environment;
    if (own != nullptr && !request.file) own = &LiveEnvironmentOf(*own, service.name);
    auto group = std::ranges::find(groups, own, &decltype(groups)::value_type::first);
    if (group == groups.end()) group = groups.insert(group, {own, {}});
    group->second.push_back(service);
    if (own != environment) with_own.insert(service.name);
  }
  tfvars::KnownImages known;
  for (const Service& service : services) {
    if (!service.IsExternal()) known.names.insert(service.image);
  }
  LiveAnswer answer;
  AwsKeyring own_keyring;
  AwsKeyring& keyring = request.keyring != nullptr ? *request.keyring : own_keyring;
  std::vector<RootServices> roots;
  if (environment != nullptr) roots = RootsOf(*environment, services);
  for (const auto& [asked, those] : groups) {
    if (those.empty() && groups.size() > 1) continue;
    std::vector<LiveSourceEntry> sources;
    if (asked != nullptr) {
      sources = asked == environment ? CommonSources(*asked, request) : asked->live;
    }
    Result<LiveAnswer> part =
        ReadSources(ports, request, config, asked, sources, root, those, choose, roots, keyring);
    if (!part) return std::move(part).error();
    if (groups.size() > 1) Restrict(those, asked == environment ? &with_own : nullptr, *part);
    Decide(request, known, *part);
    Join(*std::move(part), answer);
  }
  for (const SourceReading& source : answer.readings) {
    if (!source.reading) continue;
    const std::vector<KnownState>& states = source.reading->states;
    answer.states.insert(answer.states.end(), states.begin(), states.end());
  }
  LiveReading told{.tags = request.tags};
  TakeTagsOfImages(ExternalServices(services), told);
  TakeTags(told, kCommandLineSource, known, answer);
  for (const auto& [service, tag] : request.tags) {
    answer.rollouts.erase(service);
    answer.unknown.erase(service);
  }
  return answer;
}

std::vector<std::string> KnownByPushAlone(const EnvironmentEntry* environment,
                                          const std::vector<Service>& services) {
  std::vector<std::string> names;
  if (environment == nullptr) return names;
  for (const Service& service : services) {
    const std::vector<LiveSourceEntry>& live = LiveEnvironmentOf(*environment, service.name).live;
    const auto is_registry = [](const LiveSourceEntry& entry) { return entry.from == kEcrSource; };
    if (!live.empty() && std::ranges::all_of(live, is_registry)) names.push_back(service.name);
  }
  return names;
}

}  // namespace deltaplan::planner
