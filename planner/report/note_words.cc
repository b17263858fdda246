#include "planner/report/note_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "planner/report/sentences.h"
#include "planner/text/layout.h"
#include "planner/text/quote.h"
#include "planner/text/shell_words.h"

namespace deltaplan::planner {
namespace {

namespace n = notes;

constexpr std::string_view kNoConfig = "There is no deltaplan.json";
constexpr std::string_view kAllCount = "Every package counts for every service";

// Each on a line, with a newline and an indentation before it.
std::string Below(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += "\n  " + DisplayText(line);
  return text;
}

std::string Words(const n::Found& it) {
  return fmt::format("{} here. Found:{}\n  Next: {}", kNoConfig, Below(HoldingsLines(it.holdings)),
                     DisplayText(it.next));
}

std::string Words(const n::FoundNothing& it) {
  std::vector<std::string> causes;
  for (const std::string& cause : it.why.causes) causes.push_back(DisplayText(cause));
  return fmt::format("{} here, {}.\n  {}{}", kNoConfig, fmt::join(causes, ", "),
                     DisplayText(it.why.remedy), Below(it.why.further));
}

std::string Words(const n::LikelyServices& it) {
  return fmt::format(
      "{} here, and no Dockerfile tells what the services are.\n"
      "  If they lie in {}, this answers: {}",
      kNoConfig, DisplayText(it.services), DisplayText(it.command));
}

std::string Words(const n::Guessed& it) {
  return fmt::format(
      "{}; this is a guess on what was found:{}\n{}  To see it: deltaplan init --dry-run{}",
      kNoConfig, Below(HoldingsLines(it.holdings)),
      it.all_count ? fmt::format("  {}.\n", kAllCount) : std::string(),
      it.can_write ? "; to write it: deltaplan init" : "");
}

std::string Words(const n::AllPackagesCount&) {
  return fmt::format("{}; \"dependencies\" can say less, or \"all\"", kAllCount);
}

std::string Words(const n::BaseGuessed& it) {
  std::string text =
      fmt::format("Compared with {}: git knows no default branch here\n  Another: --base REV",
                  DisplayPath(it.base));
  if (it.remote.empty()) return text;
  return text +
         "; to let git know: " + ShownCommand({"git", "remote", "set-head", it.remote, "--auto"});
}

std::string Words(const n::PlanWritten& it) {
  return "Wrote the plan to " + DisplayPath(it.directory);
}

std::string Words(const n::PlanNotWritten& it) {
  return "Nothing was written to " + DisplayPath(it.directory);
}

std::string Words(const n::TagsNotInFile& it) {
  return fmt::format(
      "No {} is written{}: {}. {}", DisplayPath(it.file),
      it.more == 0 ? "" : fmt::format(", nor {} more, of which plan.json says why", it.more),
      DisplayText(it.why_not), HowToGiveTags(it.place, ShownCommand({it.directory})));
}

std::string Words(const n::ReleaseLeft& it) {
  const std::string place =
      it.is_other ? " to " + DisplayText(it.environment.value_or("no environment")) : "";
  return fmt::format(
      "The release of {}{} that began at {} has not ended: after the next apply{}, deltaplan "
      "release resume --plan {} finishes it",
      DisplayText(it.tag), place, DisplayText(it.began), it.is_other ? " there" : "",
      ShownCommand({it.directory}));
}

std::string Words(const n::MapWritten& it) { return "Wrote " + DisplayPath(it.file); }

std::string Words(const n::MapNotWritten& it) {
  return fmt::format("Would write {}; nothing was changed", DisplayPath(it.file));
}

std::string Words(const n::MapSame& it) { return DisplayPath(it.file) + " has these tags already"; }

std::string Words(const n::MapEmpty& it) {
  return (it.file.empty() ? "Each tag map" : DisplayPath(it.file)) + " holds no tag";
}

std::string Words(const n::LockTakenOver& it) {
  return fmt::format("Took over the lock of {}, which is gone", DisplayText(it.owner));
}

std::string Words(const n::PlanOfMap&) { return "The plan goes to the tags that the map has"; }

std::string Words(const n::TagsSame&) { return "The tags are the same"; }

std::string Words(const n::TagsComplete&) { return "Every service has a tag already"; }

std::string Words(const n::PastUnknown&) { return "Nothing is known of the map's past"; }

std::string Words(const n::ImageToCopy& it) {
  return fmt::format("{} has yet to be copied there from the registry of {}",
                     DisplayText(it.reference), DisplayPath(it.from));
}

std::string Words(const n::ConfigFixed& it) {
  return fmt::format("{} {} in {}", it.is_written ? "fixed" : "would fix",
                     CountOf(it.findings, "finding"), DisplayText(it.file));
}

std::string Words(const n::FilesNotRead& it) {
  return fmt::format("Files could not be read. {}{}", DisplayText(it.remedy), Below(it.commands));
}

std::string Words(const n::RegistryNeverAsked&) {
  return "The registry is never asked, so every image is built";
}

std::string Words(const n::ApplyBegun&) { return "Wrote down that the apply begins"; }

std::string Words(const n::RestartsToCome&) {
  return "Services are still to be restarted: deltaplan release restart";
}

std::string Words(const n::ReleaseEnded&) {
  return "This release has ended; nothing is left of it";
}

}  // namespace

std::string NoteMessage(const Note& note) {
  return std::visit([](const auto& each) { return Words(each); }, note);
}

std::vector<std::string> HoldingsLines(const n::Holdings& holdings) {
  constexpr std::size_t kMostNames = 6;
  constexpr std::size_t kWidth = 76;
  std::string text = CountOf(holdings.services.size(), "service") + " (";
  for (std::size_t i = 0; i < std::min(kMostNames, holdings.services.size()); ++i) {
    text += (i == 0 ? "" : ", ") + DisplayPath(holdings.services[i]);
  }
  if (holdings.services.size() > kMostNames) {
    text += fmt::format(" and {} more", holdings.services.size() - kMostNames);
  }
  text += ")";
  if (holdings.packages > 0) text += ", " + CountOf(holdings.packages, "package");
  if (holdings.has_workspace) text += ", a workspace";
  for (const n::Holdings::TerraformPlace& place : holdings.places) {
    text += (place.is_tag_map ? ", the tag map " : ", Terraform in ") + ShownPath(place.path);
  }
  std::vector<std::string> lines = WrapWords(text, kWidth);
  for (std::string& line : lines) line.insert(0, "  ");
  return lines;
}

}  // namespace deltaplan::planner
