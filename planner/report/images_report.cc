#include "planner/report/images_report.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <utility>
#include <vector>

#include "planner/report/json_parts.h"
#include "planner/report/sentences.h"
#include "planner/text/fitted_lines.h"
#include "planner/text/ink.h"
#include "planner/text/json_writer.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

const char* StateName(const ImageFacts& image) {
  if (image.is_unknown()) return "unknown";
  if (image.other_platform) return "other_platform";
  return image.is_missing() ? "missing" : "there";
}

std::vector<std::string> Shown(const std::vector<std::string>& texts) {
  std::vector<std::string> shown;
  for (const std::string& text : texts) shown.push_back(DisplayText(text));
  return shown;
}

// What there is to say besides the state.
std::vector<std::string> NotesOn(const ImageFacts& image, const ImagesReport& report,
                                 const TextStyle& style) {
  const ImageReading& found = image.found;
  std::vector<std::string> notes = MisfitsOf(image, report.platforms);
  if (style.verbose && !image.other_platform && !found.platforms.empty()) {
    notes.insert(notes.begin(), fmt::format("for {}", fmt::join(Shown(found.platforms), ", ")));
  }
  if (style.verbose && found.immutable) {
    notes.push_back(*found.immutable ? "its tag can be pushed only once"
                                     : "its tag may be pushed again");
  }
  if (style.verbose && found.digest) notes.push_back(DisplayText(*found.digest));
  return notes;
}

// Why some are not known, and what to do: each cause once, whatever number of images it has.
std::string UnknownText(const ImagesReport& report) {
  constexpr std::size_t kMostNames = 5;
  std::vector<std::pair<const ImageReading*, std::vector<std::string>>> causes;
  for (const ImageFacts& image : report.images) {
    if (!image.is_unknown()) continue;
    const auto is_same = [&](const auto& cause) {
      return cause.first->why == image.found.why && cause.first->remedy == image.found.remedy;
    };
    auto cause = std::ranges::find_if(causes, is_same);
    if (cause == causes.end()) cause = causes.insert(causes.end(), {&image.found, {}});
    cause->second.push_back(DisplayText(image.wanted.name));
  }
  std::string text;
  for (auto& [found, names] : causes) {
    if (names.size() > kMostNames + 1) {
      names[kMostNames] = fmt::format("{} more", names.size() - kMostNames);
      names.resize(kMostNames + 1);
    }
    text += fmt::format("\nNot known of {}: {}\n", fmt::join(names, ", "), DisplayText(found->why));
    if (!found->remedy.empty()) text += "  " + DisplayText(found->remedy) + "\n";
  }
  return text;
}

std::string ReferenceOf(const WantedImage& wanted) {
  return DisplayText(wanted.reference.empty() ? wanted.name + ":" + wanted.tag : wanted.reference);
}

}  // namespace

std::vector<std::string> MisfitsOf(const ImageFacts& image,
                                   const std::vector<std::string>& platforms) {
  const ImageReading& found = image.found;
  std::vector<std::string> misfits;
  if (image.other_platform) {
    misfits.push_back(fmt::format("it is for {}, not for {}",
                                  fmt::join(Shown(found.platforms), ", "),
                                  fmt::join(Shown(platforms), ", ")));
  }
  if (image.other_commit) {
    misfits.push_back(fmt::format("its label says that it was built from {}, not from {}",
                                  DisplayText(*found.revision),
                                  fmt::join(Shown(image.wanted.commits), " or ")));
  }
  return misfits;
}

std::string ImagesText(const ImagesReport& report, const TextStyle& style) {
  constexpr std::size_t kStateWidth = 10;
  const Inker inker(style.color);
  std::string text;
  std::size_t width = 0;
  for (const ImageFacts& image : report.images) {
    width = std::max(width, DisplayWidth(ReferenceOf(image.wanted)));
  }
  for (const ImageFacts& image : report.images) {
    const char* state = image.is_unknown() ? "unknown" : image.is_missing() ? "missing" : "there";
    const bool is_well = !image.is_unknown() && !image.is_missing();
    inker.Add(is_well ? Ink::kPlain : Ink::kWarning, PadRight(state, kStateWidth), text);
    const std::string services = fmt::format("{}", fmt::join(Shown(image.wanted.services), ", "));
    text += services.empty() ? ReferenceOf(image.wanted)
                             : PadRight(ReferenceOf(image.wanted), width) + "  " + services;
    text += '\n';
    for (const std::string& note : NotesOn(image, report, style)) {
      text += std::string(kStateWidth, ' ') + note + "\n";
    }
  }
  text += FittedLines(UnknownText(report), style.width);
  if (!report.images.empty()) text += '\n';
  text += CountOf(report.asked, "image");
  text += fmt::format(", {} missing", report.missing);
  if (report.unknown > 0) text += fmt::format(", {} not known", report.unknown);
  return text + "\n";
}

std::string ImagesJson(const ImagesReport& report) {
  std::string out;
  JsonWriter json(out);
  BeginDocument(json);
  json.Key("environment").String(report.environment);
  json.Key("platforms").Strings(report.platforms, JsonLayout::kInline);
  json.Key("summary").BeginObject(JsonLayout::kInline);
  json.Key("images").Number(report.asked).Key("missing").Number(report.missing);
  json.Key("unknown").Number(report.unknown).EndObject();
  json.Key("images").BeginArray();
  for (const ImageFacts& image : report.images) {
    const ImageReading& found = image.found;
    const auto text_or_null = [&](const char* key, const std::string& text) {
      json.Key(key).StringOrNull(text.empty() ? std::nullopt : std::optional(text));
    };
    json.BeginObject();
    json.Key("name").String(image.wanted.name);
    json.Key("tag").String(image.wanted.tag);
    text_or_null("reference", image.wanted.reference);
    json.Key("services").Strings(image.wanted.services, JsonLayout::kInline);
    json.Key("rolled").Bool(image.wanted.is_rolled);
    json.Key("state").String(StateName(image));
    json.Key("digest").StringOrNull(found.digest);
    json.Key("platforms").Strings(found.platforms, JsonLayout::kInline);
    json.Key("revision").StringOrNull(found.revision);
    json.Key("other_commit").Bool(image.other_commit);
    json.Key("immutable");
    if (found.immutable) {
      json.Bool(*found.immutable);
    } else {
      json.Null();
    }
    text_or_null("error", found.why);
    text_or_null("remedy", found.remedy);
    json.EndObject();
  }
  json.EndArray().EndObject();
  out += '\n';
  return out;
}

}  // namespace deltaplan::planner
