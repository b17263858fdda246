#include "planner/report/status_report.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <functional>
#include <string_view>
#include <utility>

#include "planner/report/json_parts.h"
#include "planner/report/sentences.h"
#include "planner/report/warning_notices.h"
#include "planner/report/warning_text.h"
#include "planner/text/ink.h"
#include "planner/text/json_writer.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"
#include "tfvars/text/ascii.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastTagWidth = 9;
constexpr std::size_t kLeastNameWidth = 10;

// How a tag that differs is marked: " -3", " +3", " !".
std::string Mark(const StatusTag& tag) {
  if (tag.agrees) return {};
  if (tag.relation && tag.relation->commits) {
    if (tag.relation->relation == graph::Relation::kBehind) {
      return fmt::format(" -{}", *tag.relation->commits);
    }
    if (tag.relation->relation == graph::Relation::kAhead) {
      return fmt::format(" +{}", *tag.relation->commits);
    }
  }
  return " !";
}

std::string Heading(const std::string& source) {
  if (source == "image_tags") return "TAG MAP";
  if (source == "terraform_state") return "STATE";
  std::string heading;
  for (const char c : source) {
    heading += c == '_' ? ' ' : tfvars::ToUpper(c);
  }
  return heading;
}

std::string HeadText(const StatusService& service) {
  if (!service.configured) return "not configured";
  if (service.live && service.live->commit) return RelationText(*service.live);
  if (!service.undetermined) return "built elsewhere";  // its tag names no commit
  std::string words = ReasonCodeName(*service.undetermined);
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::vector<const StatusService*> WithEffect(const StatusReport& report, ApplyEffect effect) {
  std::vector<const StatusService*> services;
  for (const StatusService& service : report.services) {
    if (service.apply && service.apply->effect == effect) services.push_back(&service);
  }
  return services;
}

// "mailer (4 commits), web"; of many services those that an apply would move furthest.
std::string ApplyNames(std::vector<const StatusService*> services, bool all) {
  constexpr std::size_t kMost = 12;
  const std::size_t shown = all ? services.size() : std::min(kMost, services.size());
  if (shown < services.size()) {
    std::ranges::stable_sort(services, std::ranges::greater(), [](const StatusService* service) {
      return service->apply->commits.value_or(0);
    });
  }
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text += (i == 0 ? "" : ", ") + DisplayPath(services[i]->name);
    const std::optional<std::uint64_t>& commits = services[i]->apply->commits;
    if (commits) text += fmt::format(" ({})", CountOf(*commits, "commit"));
  }
  if (shown < services.size()) {
    text += fmt::format(" and {} more (-v lists each)", services.size() - shown);
  }
  return text;
}

class StatusPrinter {
 public:
  StatusPrinter(const StatusReport& report, const TextStyle& style)
      : report_(report), style_(style), ink_(style.color) {}

  std::string Print() && {
    std::string heading = "Status";
    if (report_.environment) heading += " of " + DisplayText(*report_.environment);
    heading += " against head " + DisplayText(report_.head.tag);
    if (report_.deciding) heading += ", live from " + *report_.deciding;
    Wrap(Ink::kBold, heading);
    out_ += '\n';
    PrintTable();
    out_ += NoticesText(ShownWarnings(report_.warnings, style_.verbose), style_);
    PrintApply();
    PrintSummary();
    return std::move(out_);
  }

 private:
  // One cell of the table; its mark is what counts, so it is never cut off.
  struct Cell {
    std::string text;
    std::string mark;

    std::size_t width() const { return DisplayWidth(text) + mark.size(); }
  };
  using Row = std::vector<Cell>;

  void PrintTable() {
    if (report_.services.empty()) return;
    std::vector<Row> rows;
    Row titles{{"SERVICE", {}}, {"LIVE", {}}};
    for (const StatusSource& source : report_.others) titles.push_back({Heading(source.name), {}});
    titles.push_back({"HEAD", {}});
    rows.push_back(std::move(titles));
    bool is_marked = false;
    for (const StatusService& service : report_.services) {
      Row row{{DisplayPath(service.name), {}},
              {service.live ? DisplayText(service.live->tag) : "-", {}}};
      for (std::size_t i = 0; i < report_.others.size(); ++i) {
        const StatusTag& tag = service.tags[i];
        const char* const without = report_.others[i].error ? "?" : "-";
        row.push_back({tag.tag ? DisplayText(*tag.tag) : without, Mark(tag)});
        is_marked = is_marked || !tag.agrees;
      }
      row.push_back({HeadText(service), {}});
      rows.push_back(std::move(row));
    }
    const std::vector<std::size_t> widths = Widths(rows);
    for (const Row& row : rows) PrintRow(row, widths, &row == &rows.front());
    out_ += '\n';
    if (is_marked) {
      Wrap(Ink::kPlain,
           "-3: three commits behind what is live; +3: ahead of it; !: it differs, and how far "
           "is not known.");
      out_ += '\n';
    }
  }

  // As wide as needed; where that is too much, tags are cut in their middle, then names.
  std::vector<std::size_t> Widths(const std::vector<Row>& rows) const {
    std::vector<std::size_t> widths(rows.front().size());
    for (const Row& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].width());
    }
    std::size_t total = kIndent + kGap * (widths.size() - 1);
    for (const std::size_t width : widths) total += width;
    const auto cut = [&](std::size_t column, std::size_t least) {
      while (total > style_.width && widths[column] > least) {
        --widths[column];
        --total;
      }
    };
    for (bool again = total > style_.width; again;) {  // the widest tag column first
      std::size_t widest = 1;
      for (std::size_t i = 1; i + 1 < widths.size(); ++i) {
        if (widths[i] > widths[widest]) widest = i;
      }
      again = total > style_.width && widths[widest] > kLeastTagWidth;
      if (again) {
        --widths[widest];
        --total;
      }
    }
    cut(0, kLeastNameWidth);
    return widths;
  }

  void PrintRow(const Row& row, const std::vector<std::size_t>& widths, bool is_title) {
    out_.append(kIndent, ' ');
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_last = i + 1 == row.size();
      Cell cell = row[i];
      if (!is_last && cell.width() > widths[i]) {
        cell.text = ShortenMiddle(cell.text, widths[i] - cell.mark.size());
      }
      const Ink ink = is_title ? Ink::kBold : cell.mark.empty() ? Ink::kPlain : Ink::kWarning;
      ink_.Add(ink, cell.text + cell.mark, out_);
      if (!is_last) out_.append(widths[i] - cell.width() + kGap, ' ');
    }
    out_ += '\n';
  }

  void PrintApply() {
    const bool has_map = std::ranges::any_of(
        report_.services, [](const StatusService& service) { return service.apply.has_value(); });
    if (!has_map) return;
    // What it would do, with the services in the place of {}.
    constexpr std::pair<ApplyEffect, fmt::string_view> kSentences[] = {
        {ApplyEffect::kRollback, "An untargeted apply would roll back {}."},
        {ApplyEffect::kDiverged, "An untargeted apply would move {} to commits of another line."},
        {ApplyEffect::kUnknown,
         "An untargeted apply would change {}; whether back or forward is not known."},
        {ApplyEffect::kNoTag, "The tag map has no tag for {}."},
        {ApplyEffect::kForward, "An untargeted apply would roll forward {}."},
        {ApplyEffect::kStart, "An untargeted apply would start {}, not live now."},
    };
    bool changes = false;
    for (const auto& [effect, sentence] : kSentences) {
      std::vector<const StatusService*> services = WithEffect(report_, effect);
      if (services.empty()) continue;
      changes = true;
      const bool is_harmless = effect == ApplyEffect::kForward || effect == ApplyEffect::kStart;
      Wrap(is_harmless ? Ink::kPlain : Ink::kWarning,
           fmt::format(fmt::runtime(sentence), ApplyNames(std::move(services), style_.verbose)));
    }
    if (!changes) Wrap(Ink::kPlain, "An untargeted apply would change no image.");
  }

  void PrintSummary() {
    const auto unread = static_cast<std::size_t>(std::ranges::count_if(
        report_.others, [](const StatusSource& source) { return source.error.has_value(); }));
    const std::size_t disagreeing = report_.disagreeing_count();
    std::string text = CountOf(report_.services.size(), "service") + ": ";
    if (report_.others.size() == unread) {
      text += "there is no second source to compare with";
    } else if (disagreeing == 0) {
      text += "the sources agree";
    } else {
      text += fmt::format("the sources disagree about {}", disagreeing);
    }
    if (unread > 0) text += fmt::format("; {} could not be read", CountOf(unread, "source"));
    Wrap(Ink::kBold, text + ".");
  }

  void Wrap(Ink ink, const std::string& text) {
    for (const std::string& line : WrapWords(text, style_.width)) {
      ink_.Add(ink, line, out_);
      out_ += '\n';
    }
  }

  const StatusReport& report_;
  const TextStyle& style_;
  Inker ink_;
  std::string out_;
};

void WriteService(JsonWriter& json, const StatusReport& report, const StatusService& service) {
  json.BeginObject();
  json.Key("name").String(service.name);
  json.Key("configured").Bool(service.configured);
  WriteLive(json, service.live);
  json.Key("undetermined");
  if (service.undetermined) {
    json.String(ReasonCodeName(*service.undetermined));
  } else {
    json.Null();
  }
  json.Key("tags").BeginArray();
  for (std::size_t i = 0; i < report.others.size(); ++i) {
    if (report.others[i].error) continue;
    json.BeginObject(JsonLayout::kInline);
    json.Key("source").String(report.others[i].name);
    const StatusTag& tag = service.tags[i];
    json.Key("tag").StringOrNull(tag.tag);
    json.Key("agrees").Bool(tag.agrees);
    const std::optional<std::string> relation =
        tag.relation ? std::optional<std::string>(RelationName(tag.relation->relation))
                     : std::nullopt;
    json.Key("relation").StringOrNull(relation);
    json.Key("commits").NumberOrNull(tag.relation ? tag.relation->commits : std::nullopt);
    json.EndObject();
  }
  json.EndArray();
  json.Key("untargeted_apply");
  if (service.apply) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("effect").String(ApplyEffectName(service.apply->effect));
    json.Key("commits").NumberOrNull(service.apply->commits);
    json.EndObject();
  } else {
    json.Null();
  }
  json.EndObject();
}

}  // namespace

std::string StatusText(const StatusReport& report, const TextStyle& style) {
  return StatusPrinter(report, style).Print();
}

std::string StatusJson(const StatusReport& report) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("environment").StringOrNull(report.environment);
  json.Key("head").BeginObject(JsonLayout::kInline);
  json.Key("commit").String(report.head.commit.ToHex());
  json.Key("tag").String(report.head.tag).EndObject();
  json.Key("summary").BeginObject(JsonLayout::kInline);
  json.Key("services").Number(report.services.size());
  json.Key("disagree").Number(report.disagreeing_count());
  json.Key("rolled_back").Number(WithEffect(report, ApplyEffect::kRollback).size());
  json.EndObject();
  json.Key("deciding").StringOrNull(report.deciding);
  json.Key("others").BeginArray();
  for (const StatusSource& source : report.others) {
    json.BeginObject(JsonLayout::kInline);
    json.Key("source").String(source.name);
    json.Key("error").StringOrNull(source.error);
    json.EndObject();
  }
  json.EndArray();
  json.Key("services").BeginArray();
  for (const StatusService& service : report.services) WriteService(json, report, service);
  json.EndArray();
  WriteWarnings(json, report.warnings);
  json.EndObject();
  return out + '\n';
}

}  // namespace deltaplan::planner
