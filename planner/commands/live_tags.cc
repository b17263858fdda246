#include "planner/commands/live_tags.h"

#include <fmt/format.h>

#include "planner/text/quote.h"

namespace deltaplan::planner {

TagRelations::TagRelations(Session& session, TagPattern pattern)
    : session_(session), pattern_(std::move(pattern)) {
  resolver_.emplace(*session.repository, pattern_, !session.config.tag_pattern.has_value(),
                    session.config.bootstrap_tags);
}

Result<std::unique_ptr<TagRelations>> TagRelations::Make(Session& session) {
  Result<TagPattern> pattern = ConfiguredPattern(session.config);
  if (!pattern) return std::move(pattern).error();
  return std::unique_ptr<TagRelations>(new TagRelations(session, *std::move(pattern)));
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
    known->second = graph::RelateToHead(*session_.repository, to->commit->id, {&stale, 1}).front();
  }
  return std::optional(known->second);
}

Result<std::string> DisagreementMessage(TagRelations& tags, const Disagreement& disagreement) {
  const auto shown = [](const LiveTag& tag) {
    return tag.tag.empty() ? tag.source + " knows no tag"
                           : fmt::format("{} says {}", tag.source, DisplayPath(tag.tag));
  };
  std::string message =
      fmt::format("Live sources disagree about {}: {}, {}.", DisplayPath(disagreement.service),
                  shown(disagreement.deciding), shown(disagreement.other));
  if (disagreement.deciding.tag.empty() || disagreement.other.tag.empty()) return message;
  Result<std::optional<graph::HeadRelation>> relation =
      tags.Relate(disagreement.deciding.tag, disagreement.other.tag);
  if (!relation) return std::move(relation).error();
  if (!*relation) return message;
  const std::optional<std::uint64_t> commits = (*relation)->commits;
  const char* const plural = commits == 1 ? "" : "s";
  if ((*relation)->relation == graph::Relation::kBehind && commits) {
    message += fmt::format(" An untargeted apply from {} would roll it back {} commit{}.",
                           disagreement.other.source, *commits, plural);
  } else if ((*relation)->relation == graph::Relation::kAhead && commits) {
    message +=
        fmt::format(" {} is {} commit{} further.", disagreement.other.source, *commits, plural);
  } else {
    message += " How many commits lie between them is not known.";
  }
  return message;
}

std::vector<Warning> SourceWarnings(const LiveAnswer& live, const std::set<std::string>& asked) {
  std::vector<Warning> warnings;
  for (const SourceReading& reading : live.readings) {
    if (!reading.reading) {
      const Error& error = reading.reading.error();
      std::string message =
          fmt::format("{} can't be compared with what is live: {}", reading.source, error.message);
      for (const std::string& cause : error.causes) message += ": " + cause;
      warnings.push_back({"live_source_unreadable", message + "."});
      continue;
    }
    for (const LiveNote& note : reading.reading->notes) {
      if (asked.empty() || asked.contains(note.service)) {
        warnings.push_back({note.code, note.message});
      }
    }
  }
  return warnings;
}

}  // namespace deltaplan::planner
