#include "planner/report/promotion_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "planner/report/json_parts.h"
#include "planner/report/sentences.h"
#include "planner/report/tags_report.h"
#include "planner/text/ink.h"
#include "planner/text/json_writer.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMostShown = 10;  // commits, and files, of one service

std::string MoreLine(std::uint64_t all, std::size_t shown, std::string_view noun) {
  return all > shown ? fmt::format("      and {}\n", CountOf(all - shown, noun)) : "";
}

// Why a service stays as it is, or what is not known of it: a whole sentence.
std::string NoteText(const PromotionNote& note, const Promotion& promotion) {
  const std::string& from = promotion.from;
  const std::string service = DisplayPath(note.service);
  switch (note.kind) {
    case PromotionNote::Kind::kNotLive:
      break;
    case PromotionNote::Kind::kUnknown:
      return fmt::format("{} stays as it is: what {} runs can't be told: {}.", service,
                         DisplayText(from), DisplayText(note.tag));
    case PromotionNote::Kind::kNeverDeployed:
      return fmt::format("{} was never deployed in {}: its tag is {}.", service, DisplayText(from),
                         DisplayText(note.tag));
    case PromotionNote::Kind::kNoCommit:
      return fmt::format("{} names no commit of this clone: what {} gains can't be told.",
                         DisplayText(note.tag), service);
    case PromotionNote::Kind::kMayGoBack:
      return fmt::format(
          "{}, which {} runs, names no commit of this clone: whether {} goes back "
          "can't be told.",
          DisplayText(note.tag), DisplayText(promotion.to), service);
    case PromotionNote::Kind::kHeld:
      return fmt::format(
          "{0} stays as it is, for the configuration holds it{1}: --service {0} "
          "promotes it all the same.",
          service, note.why.empty() ? "" : " (" + DisplayText(note.why) + ")");
    case PromotionNote::Kind::kNotCompared:
      return fmt::format("What {} gains with {} can't be told: {}.", service, DisplayText(note.tag),
                         DisplayText(note.why));
  }
  return fmt::format("{} is not live in {}.", service, DisplayText(from));
}

std::string GainText(const Gain& gain, const std::string& from, bool verbose) {
  const TagChange& change = gain.change;
  std::string text = fmt::format("  {}  {} -> {}", DisplayPath(change.service),
                                 DisplayText(change.before.value_or("(none)")),
                                 DisplayText(change.after.value_or("(none)")));
  if (gain.live && (gain.live->commit || gain.live->relation != graph::Relation::kUnknown)) {
    text += fmt::format("; runs {}, {}", DisplayText(gain.live->tag), RelationText(*gain.live));
  }
  if (gain.age) text += fmt::format("; {} for {}", DisplayText(from), AgeText(*gain.age));
  text += '\n';
  const std::size_t most = verbose ? SIZE_MAX : kMostShown;
  const std::size_t commits = std::min(gain.commits.size(), most);
  for (std::size_t i = 0; i < commits; ++i) {
    const TouchingCommit& commit = gain.commits[i];
    text += fmt::format("      {} {}: {}\n", ShortHex(commit.id), DisplayText(commit.author),
                        DisplayText(commit.subject));
  }
  text += MoreLine(gain.commits.size(), commits, "more commit");
  if (gain.commits_missing) text += "      and commits that this clone does not have\n";
  const std::size_t files = std::min(gain.files.size(), most);
  for (std::size_t i = 0; i < files; ++i) {
    text += "      " + ChangedFileText(gain.files[i]) + "\n";
  }
  return text + MoreLine(gain.file_count, files, "more file");
}

}  // namespace

std::string AgeText(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    char letter;
  };
  constexpr Unit kUnits[] = {{86'400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
  std::string text;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const std::int64_t count = seconds / unit.seconds;
    seconds %= unit.seconds;
    if ((count == 0 && parts == 0 && unit.seconds > 1) || parts == 2) continue;
    if (count > 0 || parts == 0)
      text += fmt::format("{}{}{}", parts > 0 ? " " : "", count, unit.letter);
    ++parts;
  }
  return text;
}

std::string PromotionText(const Promotion& promotion, const TextStyle& style) {
  std::string text;
  Inker(style.color)
      .Add(Ink::kBold,
           fmt::format("Promotion from {} to {}", DisplayText(promotion.from),
                       DisplayText(promotion.to)),
           text);
  text += "\n\n";
  for (const Gain& gain : promotion.gains)
    text += GainText(gain, "in " + promotion.from, style.verbose);
  if (promotion.gains.empty()) text += "  nothing to promote\n";
  if (!promotion.notes.empty()) text += '\n';
  for (const PromotionNote& note : promotion.notes) {
    for (const std::string& line : WrapWords(NoteText(note, promotion), style.width))
      text += line + "\n";
  }
  return text;
}

std::string PromotionJson(const Promotion& promotion, const std::vector<std::string>& files,
                          bool written) {
  std::string text;
  JsonWriter json(text);
  BeginDocument(json);
  json.Key("environment").String(promotion.to);
  WriteTagFiles(json, files);
  json.Key("from").String(promotion.from);
  json.Key("written").Bool(written);
  json.Key("changes").BeginArray();
  for (const Gain& gain : promotion.gains) {
    json.BeginObject();
    json.Key("service").String(gain.change.service);
    json.Key("before").StringOrNull(gain.change.before);
    json.Key("after").StringOrNull(gain.change.after);
    WriteLive(json, gain.live);
    json.Key("age_seconds");
    if (gain.age) {
      json.Number(static_cast<std::uint64_t>(*gain.age));
    } else {
      json.Null();
    }
    json.Key("commits");
    WriteCommits(json, gain.commits, JsonLayout::kInline);
    json.Key("commits_missing").Bool(gain.commits_missing);
    json.Key("files");
    WriteFiles(json, gain.files, JsonLayout::kInline);
    json.Key("file_count").Number(gain.file_count);
    json.EndObject();
  }
  json.EndArray();
  json.Key("notes").BeginArray();
  for (const PromotionNote& note : promotion.notes) json.String(NoteText(note, promotion));
  json.EndArray();
  json.EndObject();
  return text + "\n";
}

}  // namespace deltaplan::planner
