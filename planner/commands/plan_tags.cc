#include "planner/commands/plan_tags.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "planner/commands/verify_live.h"
#include "planner/facts/tag_map.h"
#include "planner/tags/tags_file.h"
#include "planner/terraform/tag_variables.h"
#include "tfvars/carriers/tag_variables.h"

namespace deltaplan::planner {
namespace {

TagsForAll LayoutForAll(const Project& project, const std::vector<Service>& services,
                        Files& files) {
  const EnvironmentEntry* environment = project.environment();
  TagsForAll all;
  if (environment == nullptr || services.empty()) return all;
  if (environment->image_tags) all.map = ImageTagsOf(*environment, services);
  if (const std::optional<TerraformRoot> root = RootOf(*environment, services.front())) {
    all.declared = all.map ? DeclaredBeside(all.map->file, root->dir, project.root(), files)
                           : DeclaredVariables(root->dir, project.root(), files);
  }
  return all;
}

// As `MakeTagsFile`. None where the map is there and can't be read, as `warnings` say: one made
// anew would lack the tags that the map alone knows.
TagsFile TagsFileUnlessUnreadable(const EnvironmentEntry* environment,
                                  const std::optional<ImageTagsEntry>& entry,
                                  const TagMapFacts* map, const std::vector<std::string>& services,
                                  const tfvars::TagMap& tags, const DeclaredNames& declared,
                                  const Warnings& warnings) {
  if (entry && map == nullptr) {
    if (const auto why = WhyUnreadable(entry->file, warnings)) return NoTagsFile(entry->file, *why);
  }
  return MakeTagsFile(environment, entry, map, services, tags, declared);
}

// What one of several maps gives one root module; `tags` are complete.
TagsFile OfMap(const MapInRoot& place, const EnvironmentEntry* environment, const Facts& facts,
               const tfvars::TagMap& tags) {
  const ImageTagsEntry& entry = place.map.entry;
  const TagMapsByPlace maps = ByPlace(facts.tag_map, facts.other_tag_maps);
  const auto found = maps.find({entry.file, entry.place.path});
  return TagsFileUnlessUnreadable(environment, entry, found == maps.end() ? nullptr : found->second,
                                  NamesOf(place.map.services), place.map.SaidOf(tags),
                                  place.declared, facts.warnings);
}

// What stands between the braces of a JSON object, in lines.
std::string_view MembersOf(std::string_view object) {
  const std::size_t begin = object.find('{') + 1;
  std::string_view members = object.substr(begin, object.rfind('}') - begin);
  while (members.starts_with('\n')) members.remove_prefix(1);
  while (members.ends_with('\n')) members.remove_suffix(1);
  return members;
}

// One file for several maps, which set different variables.
TagsFile Together(std::vector<TagsFile> each) {
  TagsFile all;
  std::string members;
  for (const TagsFile& file : each) {
    if (!file.content) return file;
    all.variables.insert(all.variables.end(), file.variables.begin(), file.variables.end());
    members += members.empty() ? "" : ",\n";
    members += MembersOf(*file.content);
  }
  std::ranges::sort(all.variables);
  all.content = each.size() == 1 ? *std::move(each.front().content) : "{\n" + members + "\n}\n";
  return all;
}

}  // namespace

TagsLayout GatherTagsLayout(const Project& project, const std::vector<Service>& services,
                            Files& files) {
  const EnvironmentEntry* environment = project.environment();
  std::vector<TagMapServices> maps;
  if (environment != nullptr) maps = TagMapsOf(*environment, services);
  if (maps.empty() || maps.front().is_for_all) return LayoutForAll(project, services, files);
  std::vector<std::vector<MapInRoot>> roots;
  for (const RootServices& root : RootsOf(*environment, services)) {
    std::vector<MapInRoot>& read = roots.emplace_back();
    for (const TagMapServices* map : MapsOf(root.services, maps)) {
      read.push_back({*map, DeclaredBeside(map->entry.file, root.root.dir, project.root(), files)});
    }
  }
  return roots;
}

TagsFiles TagsFilesOf(const TagsLayout& layout, const EnvironmentEntry* environment,
                      const Facts& facts, const Decisions& decisions) {
  const tfvars::TagMap tags = CompleteTagMap(facts, decisions.services);
  if (const auto* all = std::get_if<TagsForAll>(&layout)) {
    std::vector<std::string> planned;
    for (const ServiceDecision& decision : decisions.services) {
      planned.push_back(facts.platform.services[decision.service].name);
    }
    const TagMapFacts* present = facts.tag_map ? &*facts.tag_map : nullptr;
    return {.for_all = TagsFileUnlessUnreadable(environment, all->map, present, planned, tags,
                                                all->declared, facts.warnings),
            .of_roots = {}};
  }
  std::vector<TagsFile> of_roots;
  for (const auto& maps : std::get<std::vector<std::vector<MapInRoot>>>(layout)) {
    std::vector<TagsFile> each;
    for (const MapInRoot& map : maps) each.push_back(OfMap(map, environment, facts, tags));
    of_roots.push_back(Together(std::move(each)));
  }
  if (of_roots.size() == 1) return {.for_all = std::move(of_roots.front()), .of_roots = {}};
  return {.for_all = {}, .of_roots = std::move(of_roots)};
}

}  // namespace deltaplan::planner
