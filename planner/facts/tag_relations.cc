#include "planner/facts/tag_relations.h"

#include <set>
#include <variant>

namespace deltaplan::planner {

TagRelations::TagRelations(GitRepository& repository, const Config& config, TagPattern pattern)
    : repository_(repository), pattern_(std::move(pattern)) {
  resolver_.emplace(repository, pattern_, config);
}

Result<std::unique_ptr<TagRelations>> TagRelations::Make(GitRepository& repository,
                                                         const Config& config) {
  Result<TagPattern> pattern = ConfiguredPattern(config);
  if (!pattern) return std::move(pattern).error();
  return std::unique_ptr<TagRelations>(new TagRelations(repository, config, *std::move(pattern)));
}

Result<std::optional<graph::HeadRelation>> TagRelations::Relate(const std::string& deciding,
                                                                const std::string& other) {
  const std::optional<graph::HeadRelation> unknown;
  Result<ResolvedTag> to = resolver_->Resolve(deciding);
  if (!to) return std::move(to).error();
  Result<ResolvedTag> from = resolver_->Resolve(other);
  if (!from) return std::move(from).error();
  if (!to->commit || !from->commit) return unknown;
  const graph::ObjectId stale = from->commit->id;
  const auto [known, is_new] =
      relations_.try_emplace({to->commit->id, stale}, graph::HeadRelation{});
  if (is_new) {
    known->second = graph::RelateToHead(repository_, to->commit->id, {&stale, 1}).front();
  }
  return std::optional(known->second);
}

Result<Warnings> DisagreementWarnings(const LiveAnswer& live, const std::set<std::string>& asked,
                                      const std::set<std::string>& external, TagRelations& tags) {
  Warnings found;
  for (const Disagreement& disagreement : live.disagreements) {
    // The new map has what runs of all services, whoever was asked for.
    const bool is_asked = asked.empty() || asked.contains(disagreement.service);
    const bool is_remapped =
        disagreement.other.source == kImageTagsSource && !disagreement.deciding.tag.empty();
    if (!is_asked && !is_remapped) continue;
    warnings::LiveSourcesDisagree warning{.service = disagreement.service,
                                          .deciding_source = disagreement.deciding.source,
                                          .deciding_tag = disagreement.deciding.tag,
                                          .other_source = disagreement.other.source,
                                          .other_tag = disagreement.other.tag,
                                          .relation = std::nullopt};
    const bool both_are_known = !warning.deciding_tag.empty() && !warning.other_tag.empty();
    if (both_are_known && !external.contains(warning.service)) {
      Result<std::optional<graph::HeadRelation>> relation =
          tags.Relate(warning.deciding_tag, warning.other_tag);
      if (!relation) return std::move(relation).error();
      warning.relation = *relation;
    }
    const bool goes_forward =
        warning.relation && (warning.relation->relation == graph::Relation::kBehind ||
                             warning.relation->relation == graph::Relation::kSame);
    if (!is_asked && goes_forward) continue;
    found.push_back(std::move(warning));
  }
  return found;
}

Warnings SourceWarnings(const LiveAnswer& live, const std::set<std::string>& asked) {
  Warnings found;
  for (const SourceReading& reading : live.readings) {
    if (!reading.reading) {
      found.push_back(
          warnings::LiveSourceUnreadable{reading.source, reading.reading.error().InOneLine()});
      continue;
    }
    for (const Warning& note : reading.reading->notes) {
      // A tag that is not known is missing in the tag map, whoever was asked for.
      const bool is_unknown = std::holds_alternative<warnings::LiveTagUnknown>(note);
      const bool is_asked = asked.empty() || asked.contains(ServiceOf(note).value_or(""));
      if (is_asked || is_unknown) found.push_back(note);
    }
  }
  return found;
}

}  // namespace deltaplan::planner
