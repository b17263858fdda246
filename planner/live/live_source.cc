#include "planner/live/live_source.h"

#include <algorithm>
#include <utility>

#include "planner/text/quote.h"

namespace deltaplan::planner {

std::span<const LiveSource> LiveSources() {
  static const std::vector<LiveSource> kSources{
      CommandSource(),   EcrSource(),    EcsSource(), FileSource(),           HttpSource(),
      ImageTagsSource(), LambdaSource(), SsmSource(), TerraformStateSource(),
  };
  return kSources;
}

std::vector<LiveSourceKind> LiveSourceKinds() {
  std::vector<LiveSourceKind> kinds;
  for (const LiveSource& source : LiveSources()) kinds.push_back(source.kind);
  return kinds;
}

void SortNotes(Warnings& notes) { std::ranges::stable_sort(notes, {}, ServiceOf); }

void ServiceProblems::Add(const std::string& service, std::string sentence) {
  if (context_.excused.contains(service)) {
    AddOwn(service, std::move(sentence));
  } else {
    sentences_.push_back(DisplayPath(service) + ": " + sentence);
  }
}

void ServiceProblems::AddOwn(const std::string& service, std::string sentence) {
  reading_.notes.push_back(warnings::LiveTagUnknown{service, std::move(sentence)});
}

bool ServiceProblems::Excuse(const std::vector<std::string>& services,
                             const std::string& sentence) {
  const bool excused = std::ranges::all_of(
      services, [&](const std::string& service) { return context_.excused.contains(service); });
  if (!excused) return false;
  for (const std::string& service : services) AddOwn(service, sentence);
  return true;
}

std::vector<std::string> ServiceProblems::Take() {
  std::ranges::sort(sentences_);
  return std::move(sentences_);
}

std::string LiveContext::PathOf(const std::string& path) const {
  return path == "-" || path.starts_with('/') ? path : root + "/" + path;
}

PlaceholderValues LiveContext::Placeholders() const { return {{"env", environment.name}}; }

PlaceholderValues LiveContext::Placeholders(const Service& service) const {
  return PlaceholdersOf(service, &environment.name);
}

std::optional<std::string> LiveContext::TextFor(const LiveSourceEntry& entry, std::string_view key,
                                                const Service& service) const {
  const std::string* text = entry.Text(key);
  if (text == nullptr) return std::nullopt;
  return FillPlaceholders(*text, Placeholders(service));
}

std::chrono::milliseconds LiveContext::TimeLeft() const {
  using std::chrono::milliseconds;
  const auto left = deadline - std::chrono::steady_clock::now();
  return std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(left));
}

}  // namespace deltaplan::planner
