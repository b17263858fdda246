#include "planner/report/command_warning_words.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "planner/report/images_report.h"
#include "planner/report/sentences.h"
#include "planner/text/quote.h"

namespace deltaplan::planner {
namespace {

namespace w = warnings;

// The services of these changes, each with the tag that it keeps.
std::string Kept(const std::vector<TagChange>& changes) {
  std::vector<std::string> shown;
  for (const TagChange& change : changes) {
    shown.push_back(fmt::format("{} ({})", DisplayPath(change.service),
                                DisplayPath(change.before.value_or("no tag"))));
  }
  return fmt::format("{}", fmt::join(shown, ", "));
}

}  // namespace

std::string Words(const w::AddressesUnknown& it) {
  return "the addresses can't be told: " + DisplayText(it.why);
}

std::string Words(const w::HistoryNotWritten& it) {
  return fmt::format("{} is written, but its history is not: {}", DisplayPath(it.file),
                     DisplayText(it.why));
}

std::string Words(const w::LiveNotAsked& it) {
  return it.was_in_file
             ? "--live-file said what is live when the plan was made, and it was not asked again; "
               "--live-file FILE compares with a newer one"
             : "no live source of the environment says what is live, so it was not asked again";
}

std::string Words(const w::LiveNotCompared& it) {
  return fmt::format("That {} runs {} was said with --live. It was not asked again.",
                     DisplayText(it.service), DisplayText(it.tag));
}

std::string Words(const w::MapVersionsSkipped& it) {
  constexpr std::size_t kMostShown = 5;
  constexpr std::size_t kShortId = 12;
  const std::size_t count = it.versions.size();
  std::string text = fmt::format("{} of the map in git can't be read and {} not counted:",
                                 CountOf(count, "version"), count == 1 ? "is" : "are");
  for (std::size_t i = 0; i < std::min(count, kMostShown); ++i) {
    text += fmt::format("\n  {}: {}", DisplayText(it.versions[i].commit.substr(0, kShortId)),
                        it.versions[i].why == SkippedVersion::Why::kNoContent
                            ? "its content is not in this clone; git fetch --refetch brings it"
                            : "it is not what the configuration says of the map now");
  }
  if (count > kMostShown) {
    text += fmt::format("\n  and {}", CountOf(count - kMostShown, "more version"));
  }
  return text;
}

std::string Words(const w::UnknownServicesLeft& it) {
  return fmt::format(
      "{} stays as it is: the configuration has no such service, so nothing that is printed here "
      "would roll it",
      Kept(it.changes));
}

std::string Words(const w::HeldServicesLeft& it) {
  return fmt::format(
      "{} stays as it is, for the configuration holds it: tags rollback {} takes it back all the "
      "same",
      Kept(it.changes), DisplayPath(it.changes.front().service));
}

std::string Words(const w::ImagesNotAsked& it) {
  return "whether the registry has the images can't be told: " + DisplayText(it.why);
}

std::string Words(const w::ImageUnfit& it) {
  return fmt::format("{}: {}", DisplayText(it.image.wanted.reference),
                     fmt::join(MisfitsOf(it.image, it.platforms), "; "));
}

std::string Words(const w::RolloutUnwatched& it) {
  return fmt::format(
      "what {} runs can't be told: its first live source, if it has one, is the tag map or a "
      "registry",
      DisplayPath(it.service));
}

}  // namespace deltaplan::planner
