#include "planner/facts/gather_head.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/object_id.h"
#include "planner/model/tag.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

using graph::ObjectId;

// What {git_tag} stands for: the git tag at head, without what "tag_ref" puts around it.
Result<std::string> ReleaseName(const Project& project, const ObjectId& head) {
  GitRepository& repository = project.repository();
  Result<std::vector<std::string>> tags = repository.TagsAt(head);
  if (!tags) return std::move(tags).error();
  // The configuration has been checked: there is one.
  const auto [before, behind] = *tfvars::FindPlaceholder(project.config().tag_ref, "ref");
  std::vector<std::string> names;
  for (const std::string& tag : *tags) {
    if (tag.size() <= before.size() + behind.size() || !tag.starts_with(before) ||
        !tag.ends_with(behind)) {
      continue;
    }
    std::string name = tag.substr(before.size(), tag.size() - before.size() - behind.size());
    if (tag == project.head_revision()) return name;
    if (IsLegalTag(name)) names.push_back(std::move(name));
  }
  if (names.size() == 1) return names.front();
  Error error{.message = fmt::format("head, which is {}, has no git tag for \"tag\": \"{}\"",
                                     head.ToHex().substr(0, 12), project.config().tag),
              .causes = {},
              .remedy = "Tag the commit, or name a tag with --head."};
  if (names.size() > 1) {
    error.message = fmt::format("head, which is {}, has several git tags: {}",
                                head.ToHex().substr(0, 12), fmt::join(names, ", "));
    error.remedy = "Name one of them with --head.";
  }
  return error;
}

}  // namespace

Result<HeadFacts> GatherHead(const Project& project, const CommitInfo& head,
                             const Platform& platform, NewTags new_tags) {
  Result<std::string> short_sha = project.repository().ShortSha(head.id);
  if (!short_sha) return std::move(short_sha).error();
  HeadFacts facts{.commit = head.id,
                  .tree = head.tree,
                  .time = head.time,
                  .short_sha = *std::move(short_sha),
                  .tag_format = project.config().tag,
                  .formats = platform.tag_formats};
  if (tfvars::FindPlaceholder(facts.tag_format, "git_tag")) {
    Result<std::string> tag = ReleaseName(project, head.id);
    if (!tag && new_tags == NewTags::kMade) return std::move(tag).error();
    facts.git_tag = tag ? *std::move(tag) : facts.short_sha;
  }
  return facts;
}

}  // namespace deltaplan::planner
