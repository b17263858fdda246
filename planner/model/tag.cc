#include "planner/model/tag.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <optional>
#include <utility>

#include "planner/model/tag_pattern.h"
#include "tfvars/text/ascii.h"
#include "tfvars/text/image_reference.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::planner {
namespace {

constexpr std::size_t kMinSha = 7;
constexpr std::size_t kMaxSha = 40;

bool IsHex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

bool IsSha(std::string_view text) {
  return text.size() >= kMinSha && text.size() <= kMaxSha && IsHex(text);
}

bool HasLetter(std::string_view hex) {
  return std::ranges::any_of(hex, [](char c) { return c < '0' || c > '9'; });
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// What tools write behind a version that was built from uncommitted changes: git describe and
// versioneer "dirty", nebula "uncommitted", setuptools_scm the day, "d20260508".
bool IsDirtyMark(std::string_view word) {
  constexpr std::size_t kDaySize = 9;
  const std::string small = tfvars::ToLower(word);
  if (small == "uncommitted") return true;
  // Some write a digest of the changes, or the day, right behind the mark.
  constexpr std::string_view kDirty = "dirty";
  if (small.starts_with(kDirty) && IsHex(std::string_view(small).substr(kDirty.size())))
    return true;
  return small.size() == kDaySize && small.starts_with("d20") && IsDigits(word.substr(1));
}

// What stands at the end of a version alone, and may be a word of a branch's name elsewhere:
// `git describe --broken`, and the mark that some libraries give to --dirty.
bool IsDirtyEnd(std::string_view word) {
  const std::string small = tfvars::ToLower(word);
  return small == "broken" || small == "modified";
}

// sbt-dynver writes the time of a build from uncommitted changes behind all else:
// "1.0.0+3-a1b2c3d4+20260508-1030", with "-SNAPSHOT" where asked. Registries take no "+", so that
// images have another sign there: then its number of commits and its commit tell it from the time
// of a build that some pipeline writes.
bool EndsWithBuildTime(std::string_view tag, std::vector<std::string_view> words) {
  constexpr std::size_t kTimeSize = 13;
  if (words.size() > 1 && tfvars::ToLower(words.back()) == "snapshot") {
    tag.remove_suffix(words.back().size() + 1);
    words.pop_back();
  }
  const std::size_t count = words.size();
  if (count < 3 || words[count - 1].size() != 4 || words[count - 2].size() != 8) return false;
  if (!IsDigits(words[count - 1]) || !IsDigits(words[count - 2])) return false;
  if (tag[tag.size() - words[count - 1].size() - 1] != '-') return false;
  if (tag[tag.size() - kTimeSize - 1] == '+') return true;
  return count >= 5 && IsSha(words[count - 3]) && IsDigits(words[count - 4]) &&
         std::ranges::any_of(words[count - 5], [](char c) { return c >= '0' && c <= '9'; });
}

// The fewest digits that a commit has in tags of `format`.
std::size_t LeastDigits(std::string_view format) {
  std::size_t least = kMinSha;
  for (const auto& [text, placeholder] : tfvars::SplitPlaceholders(format)) {
    if (!placeholder || !placeholder->argument) continue;  // {sha:N} alone has one
    const std::string_view number = *placeholder->argument;
    std::from_chars(number.data(), number.data() + number.size(), least);
  }
  return least;
}

// The parts of `ref` that {git_tag} of `format` may stand for. It was read with as little as may be
// for the words before it, so what they stand for may go on in it; and as much of those behind it.
std::vector<std::string> RefsIn(std::string_view ref, std::string_view format) {
  const std::vector<tfvars::PlaceholderPiece> pieces = tfvars::SplitPlaceholders(format);
  const auto hole = std::ranges::find_if(pieces, [](const tfvars::PlaceholderPiece& piece) {
    return piece.placeholder && piece.placeholder->Is("git_tag");
  });
  const auto is_word = [](const tfvars::PlaceholderPiece& piece) {
    return piece.placeholder.has_value();
  };
  std::string_view before;  // what stands between {git_tag} and its neighbours
  std::string_view after;
  if (hole != pieces.begin() && !is_word(*std::prev(hole))) before = std::prev(hole)->text;
  if (std::next(hole) != pieces.end() && !is_word(*std::next(hole))) after = std::next(hole)->text;
  const bool may_begin_later = std::any_of(pieces.begin(), hole, is_word);
  const bool may_end_earlier = std::any_of(std::next(hole), pieces.end(), is_word);
  std::vector<std::string> refs;
  for (std::size_t begin = 0; begin < ref.size(); ++begin) {
    if (begin > 0 && !(may_begin_later && ref.substr(0, begin).ends_with(before))) continue;
    for (std::size_t end = ref.size(); end > begin; --end) {
      if (end < ref.size() && !(may_end_earlier && ref.substr(end).starts_with(after))) continue;
      refs.emplace_back(ref.substr(begin, end - begin));
    }
  }
  return refs;
}

// Any text without a word that may be a commit id: a tag with two of them, "revert-<sha>-<sha>", is
// of no format, and each has to be a commit.
constexpr const char* kNoSha =
    "(?:(?!(?<![^-._+])g?(?=[0-9]*[a-fA-F])[0-9a-fA-F]{7,40}(?![^-._+])).)+?";

bool IsTagCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

}  // namespace

std::vector<std::string_view> TagWords(std::string_view tag, std::string_view separators) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t separator = tag.find_first_of(separators);
    words.push_back(tag.substr(0, separator));
    if (separator == std::string_view::npos) return words;
    tag.remove_prefix(separator + 1);
  }
}

// What stands alone is a tag, even with a slash: "release/2025.11" is the name of a git tag.
// "host/repo@sha256:..." names none.
std::string_view BareTag(std::string_view live) {
  const tfvars::ImageReference image = tfvars::ParseImageReference(live);
  if (image.tag) return *image.tag;
  const bool is_repository = image.digest && image.repository.find('/') != std::string_view::npos;
  return is_repository ? std::string_view() : image.repository;
}

std::string_view TagOfImage(std::string_view live) {
  const tfvars::ImageReference image = tfvars::ParseImageReference(live);
  return image.tag ? live.substr(static_cast<std::size_t>(image.tag->data() - live.data())) : live;
}

bool AreOneTag(std::string_view left, std::string_view right) {
  const std::string_view tag = TagOfImage(left);
  return left == right || (tag == TagOfImage(right) && (tag == left || tag == right));
}

bool HasTag(const std::vector<std::string>& tags, std::string_view tag) {
  return std::ranges::any_of(tags, [&](const std::string& one) { return AreOneTag(one, tag); });
}

bool IsLegalTag(std::string_view tag) {
  constexpr std::size_t kLongest = 128;
  return !tag.empty() && tag.size() <= kLongest && std::ranges::all_of(tag, IsTagCharacter) &&
         tag.front() != '.' && tag.front() != '-';
}

bool IsPossibleLiveTag(std::string_view tag) {
  constexpr std::size_t kLongest = 512;
  constexpr std::size_t kLongestTag = 128;
  constexpr std::string_view kSigns = "+/:@";
  std::string_view bare = tag.substr(0, tag.find('@'));
  const std::size_t colon = bare.rfind(':');
  if (colon != std::string_view::npos && bare.find('/', colon) == std::string_view::npos) {
    bare.remove_prefix(colon + 1);
  }
  const auto may_stand = [&](char c) {
    return IsTagCharacter(c) || kSigns.find(c) != std::string_view::npos;
  };
  const auto divides = [](char c) { return c == '/' || c == ':' || c == '@'; };
  const auto nothing_between = [&](char left, char right) {
    return divides(left) && divides(right);
  };
  return !tag.empty() && tag.size() <= kLongest && bare.size() <= kLongestTag &&
         std::ranges::all_of(tag, may_stand) && IsTagCharacter(tag.front()) && tag.front() != '.' &&
         tag.front() != '-' && !divides(tag.back()) &&
         std::ranges::adjacent_find(tag, nothing_between) == tag.end();
}

std::string MakeTag(std::string_view format, const TagValues& values) {
  std::string tag;
  for (const auto& [text, placeholder] : tfvars::SplitPlaceholders(format)) {
    if (!placeholder) {
      tag += text;
    } else if (placeholder->Is("short_sha")) {
      tag += values.short_sha;
    } else if (placeholder->Is("git_tag")) {
      tag += values.git_tag;
    } else if (placeholder->Is("service")) {
      tag += values.image;
    } else {  // sha or sha:N
      std::size_t digits = kMaxSha;
      if (const auto& number = placeholder->argument) {
        std::from_chars(number->data(), number->data() + number->size(), digits);
      }
      tag += values.sha.substr(0, digits);
    }
  }
  return tag;
}

std::string PatternForFormat(std::string_view format) {
  const std::vector<tfvars::PlaceholderPiece> pieces = tfvars::SplitPlaceholders(format);
  // Teams that tag with a bare SHA often have older "sha-" tags, and the other way round.
  const bool bare = pieces.size() == 1 && !pieces.front().placeholder->Is("git_tag");
  std::string pattern = bare ? "^(?:sha-)?" : "^";
  for (const auto& [text, placeholder] : pieces) {
    if (!placeholder) {
      for (const char c : text) {
        if (!std::isalnum(static_cast<unsigned char>(c))) pattern += '\\';
        pattern += c;
      }
    } else if (placeholder->Is("git_tag")) {
      pattern += "(?<ref>.+)";
    } else if (placeholder->name != "sha" && placeholder->name != "short_sha") {
      pattern += kNoSha;  // {service}, or a word of the configuration
    } else {
      // {sha:12} has twelve digits: a shorter word is the number of a build.
      const std::string least(placeholder->argument.value_or("7"));
      pattern += "(?<sha>[0-9a-f]{" + least + ",40})";
    }
  }
  return pattern + '$';
}

TagReading ReadTag(std::string_view live, const TagPattern& pattern, const std::string* format) {
  TagReading reading;
  reading.tag = BareTag(live);
  const std::vector<std::string_view> words = TagWords(reading.tag);
  reading.dirty = std::ranges::any_of(words, IsDirtyMark) || IsDirtyEnd(words.back()) ||
                  EndsWithBuildTime(reading.tag, words);
  if (std::optional<std::string> ref = pattern.Ref(reading.tag)) {
    reading.refs = format == nullptr ? std::vector{*std::move(ref)} : RefsIn(*ref, *format);
  }
  if (std::optional<std::string> sha = pattern.Sha(reading.tag)) {
    reading.follows_pattern = true;
    reading.shas.push_back(std::move(*sha));
    return reading;
  }
  if (format == nullptr) return reading;
  const std::size_t least = LeastDigits(*format);
  for (std::string_view word : words) {
    // `git describe` writes "-g<sha>".
    if (word.starts_with('g') && IsSha(word.substr(1))) word.remove_prefix(1);
    const bool is_number = !HasLetter(word) && word.size() < least;
    if (IsSha(word) && !is_number && !IsDirtyMark(word)) reading.shas.emplace_back(word);
  }
  // Dates, times and build numbers are made of digits only, commit ids rarely.
  std::stable_partition(reading.shas.begin(), reading.shas.end(), HasLetter);
  return reading;
}

}  // namespace deltaplan::planner
