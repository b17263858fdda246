#include "planner/commands/plan_tags.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "planner/live/tag_map_file.h"
#include "planner/tags/tags_file.h"
#include "planner/terraform/tag_variables.h"
#include "tfvars/carriers/tag_variables.h"

namespace deltaplan::planner {
namespace {

TagsFile OfAll(const Project& project, const std::vector<Service>& services, Files& files,
               const Plan& plan) {
  const EnvironmentEntry* environment = project.environment();
  std::vector<std::string> planned;
  for (const PlannedService& service : plan.services) planned.push_back(service.name);
  std::optional<std::set<std::string>> declared;
  std::optional<ImageTagsEntry> entry;
  if (environment != nullptr && !services.empty()) {
    if (environment->image_tags) entry = ImageTagsOf(*environment, services);
    if (const std::optional<TerraformRoot> root = RootOf(*environment, services.front())) {
      declared = entry ? DeclaredBeside(entry->file, root->dir, project.root(), files)
                       : DeclaredVariables(root->dir, project.root(), files);
    }
  }
  return MakeTagsFile(environment, entry, plan.tag_map, planned, plan.image_tags, declared);
}

// What one of several maps gives one root module.
TagsFile OfMap(const TagMapServices& map, const std::string& directory, const Project& project,
               Files& files, const Plan& plan) {
  std::optional<TagMapFacts> present;
  const Result<std::optional<std::string>> text =
      files.ReadIfExists(TagMapPath(project.root(), map.entry));
  if (text && *text) {
    present = TagMapFacts{.file = map.entry.file,
                          .variable = map.entry.place.path,
                          .digest = {},
                          .tags = {},
                          .text = **text};
  }
  return MakeTagsFile(project.environment(), map.entry, present, NamesOf(map.services),
                      map.SaidOf(plan.image_tags),
                      DeclaredBeside(map.entry.file, directory, project.root(), files));
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

void SetTagsFiles(const Project& project, const std::vector<Service>& services, Files& files,
                  Plan& plan) {
  const EnvironmentEntry* environment = project.environment();
  std::vector<TagMapServices> maps;
  if (environment != nullptr) maps = TagMapsOf(*environment, services);
  if (maps.empty() || maps.front().is_for_all) {
    plan.tags_file = OfAll(project, services, files, plan);
    return;
  }
  for (const RootServices& root : RootsOf(*environment, services)) {
    std::vector<TagsFile> each;
    for (const TagMapServices* map : MapsOf(root.services, maps)) {
      each.push_back(OfMap(*map, root.root.dir, project, files, plan));
    }
    plan.root_tags.push_back(Together(std::move(each)));
  }
  if (plan.root_tags.size() != 1) return;
  plan.tags_file = std::move(plan.root_tags.front());
  plan.root_tags.clear();
}

}  // namespace deltaplan::planner
