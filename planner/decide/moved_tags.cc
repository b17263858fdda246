#include "planner/decide/moved_tags.h"

#include <set>
#include <utility>

#include "planner/model/tag.h"

namespace deltaplan::planner {
namespace {

std::optional<std::string> TagOf(const std::map<std::string, std::string>& tags,
                                 const std::string& service) {
  const auto found = tags.find(service);
  return found == tags.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::vector<TagChange> MovedLiveTags(const PlannedTags& planned,
                                     const std::map<std::string, std::string>& live,
                                     const std::map<std::string, std::string>& unknown) {
  std::vector<TagChange> moved;
  for (const auto& [service, before] : planned.live) {
    std::optional<std::string> now = TagOf(live, service);
    if (now == before && !(before && unknown.contains(service))) continue;
    const std::optional<std::string> after = TagOf(planned.after, service);
    if (now && after && AreOneTag(*now, *after)) continue;
    moved.push_back({service, before, std::move(now)});
  }
  return moved;
}

std::vector<TagChange> MovedMapTags(const PlannedTags& planned,
                                    const std::map<std::string, std::string>& map) {
  std::set<std::string> services;
  for (const auto* tags : {&planned.map, &map}) {
    for (const auto& [service, tag] : *tags) services.insert(service);
  }
  std::vector<TagChange> moved;
  for (const std::string& service : services) {
    std::optional<std::string> before = TagOf(planned.map, service);
    std::optional<std::string> now = TagOf(map, service);
    if (now == before || (now && now == TagOf(planned.after, service))) continue;
    moved.push_back({service, std::move(before), std::move(now)});
  }
  return moved;
}

TagMapsByPlace ByPlace(const std::optional<TagMapFacts>& own,
                       const std::vector<TagMapFacts>& others) {
  TagMapsByPlace maps;
  if (own) maps.emplace(own->key(), &*own);
  for (const TagMapFacts& other : others) maps.emplace(other.key(), &other);
  return maps;
}

std::vector<MovedMap> MovedMaps(const PlannedTags& planned, const TagMapsByPlace& then,
                                const TagMapsByPlace& now) {
  std::set<TagMapsByPlace::key_type> places;
  for (const auto* maps : {&then, &now}) {
    for (const auto& [place, map] : *maps) places.insert(place);
  }
  const auto tags_in = [](const TagMapsByPlace& maps, const TagMapsByPlace::key_type& place) {
    const auto found = maps.find(place);
    return found == maps.end() ? std::map<std::string, std::string>() : found->second->tags;
  };
  std::vector<MovedMap> moved;
  for (const TagMapsByPlace::key_type& place : places) {
    const PlannedTags of_map{.live = {}, .after = planned.after, .map = tags_in(then, place)};
    std::vector<TagChange> changes = MovedMapTags(of_map, tags_in(now, place));
    if (!changes.empty()) moved.push_back({.file = place.first, .changes = std::move(changes)});
  }
  return moved;
}

}  // namespace deltaplan::planner
