#include "planner/config/tag_format.h"

#include <charconv>
#include <cstddef>
#include <fmt/format.h>

#include "planner/model/placeholders.h"
#include "planner/model/tag.h"
#include "planner/text/nearest_word.h"

namespace deltaplan::planner {
namespace {

constexpr const char* kPlaceholders =
    "There are {short_sha}, {sha}, {sha:N} with N from 4 to 40, {git_tag}, and {service}.";

bool IsSha(std::string_view placeholder) {
  if (placeholder == "short_sha" || placeholder == "sha") return true;
  if (!placeholder.starts_with("sha:")) return false;
  const std::string_view number = placeholder.substr(4);
  unsigned digits = 0;
  const char* end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, digits);
  return error == std::errc() && stop == end && !number.starts_with('0') && digits >= 4 &&
         digits <= 40;
}

}  // namespace

std::optional<TagFormatProblem> CheckTagFormat(std::string_view format,
                                               const std::vector<std::string>& words) {
  PlaceholderValues sample;
  for (const std::string& word : words) sample.emplace(word, "x");
  std::size_t commits = 0;
  for (std::size_t open = 0; (open = format.find('{', open)) != std::string_view::npos;) {
    const std::size_t close = format.find('}', open);
    if (close == std::string_view::npos) {
      return TagFormatProblem{"A placeholder is not closed: \"}\" is missing", kPlaceholders};
    }
    const std::string_view name = format.substr(open + 1, close - open - 1);
    if (IsSha(name) || name == "git_tag") {
      ++commits;
    } else if (name != "service" && !sample.contains(name)) {
      const std::optional<std::string> meant = NearestWord(name, words);
      return TagFormatProblem{fmt::format("There is no placeholder {{{}}} for tags", name),
                              meant ? fmt::format("Did you mean {{{}}}?", *meant) : kPlaceholders};
    }
    open = close;
  }
  if (commits == 0) {
    return TagFormatProblem{"The tag holds no commit, so no later plan could tell what is live",
                            "Add {short_sha}, {sha} or {git_tag}."};
  }
  if (commits > 1) {
    return TagFormatProblem{"The tag holds the commit more than once",
                            "Keep one of {short_sha}, {sha}, {sha:N} and {git_tag}."};
  }
  if (!MakesLegalTag(FillPlaceholders(format, sample), "service")) {
    return TagFormatProblem{fmt::format("\"{}\" makes no legal image tag", format), kLegalTagRule};
  }
  return std::nullopt;
}

bool MakesLegalTag(std::string_view format, std::string_view image) {
  const std::string longest_sha(40, '0');
  return IsLegalTag(MakeTag(format, {.short_sha = longest_sha,
                                     .sha = longest_sha,
                                     .git_tag = "v1",
                                     .image = std::string(image)}));
}

}  // namespace deltaplan::planner
