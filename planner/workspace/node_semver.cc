#include "planner/workspace/node_semver.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "tfvars/text/ascii.h"

namespace deltaplan::planner::workspace {
namespace {

constexpr std::uint64_t kLargestNumber = 9'007'199'254'740'991;  // JavaScript's

using tfvars::IsDigit;
bool IsIdentifier(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<std::uint64_t> TakeNumber(std::string_view& text) {
  std::size_t length = 0;
  std::uint64_t value = 0;
  while (length < text.size() && IsDigit(text[length])) {
    value = value * 10 + static_cast<std::uint64_t>(text[length] - '0');
    if (value > kLargestNumber) return std::nullopt;
    ++length;
  }
  if (length == 0) return std::nullopt;
  text.remove_prefix(length);
  return value;
}

// "-beta.1+build" at the front of `text`, the hyphen optional as in loose versions; false when it
// is neither that nor nothing.
bool TakePrerelease(std::string_view text, std::vector<std::string>& parts) {
  const std::size_t plus = text.find('+');
  std::string_view before = text.substr(0, plus);
  if (plus != std::string_view::npos) {
    const std::string_view build = text.substr(plus + 1);
    if (build.empty()) return false;
    if (!std::ranges::all_of(build, [](char c) { return IsIdentifier(c) || c == '.'; }))
      return false;
  }
  if (before.empty()) return true;
  if (before.front() == '-') before.remove_prefix(1);
  while (true) {
    const std::size_t dot = before.find('.');
    const std::string_view part = before.substr(0, dot);
    if (part.empty() || !std::ranges::all_of(part, IsIdentifier)) return false;
    parts.emplace_back(part);
    if (dot == std::string_view::npos) return true;
    before.remove_prefix(dot + 1);
  }
}

void SkipPrefix(std::string_view& text) {
  while (!text.empty() && (text.front() == 'v' || text.front() == '=' || IsBlank(text.front()))) {
    text.remove_prefix(1);
  }
}

std::strong_ordering CompareParts(const std::string& left, const std::string& right) {
  const bool left_is_number = std::ranges::all_of(left, IsDigit);
  const bool right_is_number = std::ranges::all_of(right, IsDigit);
  if (left_is_number != right_is_number) {
    return left_is_number ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (left_is_number) {
    const auto digits = [](std::string_view text) {
      while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
      return text;
    };
    const std::string_view a = digits(left);
    const std::string_view b = digits(right);
    if (a.size() != b.size()) return a.size() <=> b.size();
    return a <=> b;
  }
  return left <=> right;
}

SemVersion Floor(std::uint64_t major, std::uint64_t minor, std::uint64_t patch) {
  return {.major = major, .minor = minor, .patch = patch, .prerelease = {}};
}
// The lowest of all versions with these numbers: "1.2.0-0", so that no prerelease gets in.
SemVersion Below(std::uint64_t major, std::uint64_t minor, std::uint64_t patch) {
  return {.major = major, .minor = minor, .patch = patch, .prerelease = {"0"}};
}

}  // namespace

std::optional<SemVersion> SemVersion::Parse(std::string_view text) {
  text = Trim(text);
  SkipPrefix(text);
  SemVersion version;
  for (std::uint64_t* number : {&version.major, &version.minor, &version.patch}) {
    if (number != &version.major) {
      if (!text.starts_with('.')) return std::nullopt;
      text.remove_prefix(1);
    }
    const std::optional<std::uint64_t> value = TakeNumber(text);
    if (!value) return std::nullopt;
    *number = *value;
  }
  if (!TakePrerelease(text, version.prerelease)) return std::nullopt;
  return version;
}

std::strong_ordering operator<=>(const SemVersion& left, const SemVersion& right) {
  if (const auto order = left.major <=> right.major; order != 0) return order;
  if (const auto order = left.minor <=> right.minor; order != 0) return order;
  if (const auto order = left.patch <=> right.patch; order != 0) return order;
  if (left.prerelease.empty() || right.prerelease.empty()) {
    return right.prerelease.empty() && left.prerelease.empty()
               ? std::strong_ordering::equal
               : (left.prerelease.empty() ? std::strong_ordering::greater
                                          : std::strong_ordering::less);
  }
  const std::size_t both = std::min(left.prerelease.size(), right.prerelease.size());
  for (std::size_t i = 0; i < both; ++i) {
    const auto order = CompareParts(left.prerelease[i], right.prerelease[i]);
    if (order != 0) return order;
  }
  return left.prerelease.size() <=> right.prerelease.size();
}

// "1", "1.2", "1.x", "1.2.3-beta": what is missing or written as x, X or * stands for any number.
struct SemRange::Partial {
  std::optional<std::uint64_t> major;
  std::optional<std::uint64_t> minor;
  std::optional<std::uint64_t> patch;
  std::vector<std::string> prerelease;

  bool IsWhole() const { return major && minor && patch; }
  SemVersion Lowest() const {
    return {.major = major.value_or(0),
            .minor = major ? minor.value_or(0) : 0,
            .patch = major && minor ? patch.value_or(0) : 0,
            .prerelease = IsWhole() ? prerelease : std::vector<std::string>()};
  }
};

std::optional<SemRange::Partial> SemRange::ParsePartial(std::string_view text) {
  Partial partial;
  SkipPrefix(text);
  text = Trim(text);
  if (text.empty()) return partial;
  std::optional<std::uint64_t>* const numbers[] = {&partial.major, &partial.minor, &partial.patch};
  for (std::optional<std::uint64_t>* number : numbers) {
    if (number != &partial.major) {
      if (text.empty()) return partial;
      if (text.front() != '.') return std::nullopt;
      text.remove_prefix(1);
    }
    if (!text.empty() && (text.front() == 'x' || text.front() == 'X' || text.front() == '*')) {
      text.remove_prefix(1);
      continue;
    }
    *number = TakeNumber(text);
    if (!*number) return std::nullopt;
  }
  if (!TakePrerelease(text, partial.prerelease)) return std::nullopt;
  // 1.x.3 is 1.x
  if (!partial.major) partial.minor.reset();
  if (!partial.minor) partial.patch.reset();
  return partial;
}

void SemRange::AddPrimitive(std::string_view op, const Partial& partial, All& all) {
  const std::uint64_t major = partial.major.value_or(0);
  const std::uint64_t minor = partial.minor.value_or(0);
  if (!partial.major) {
    if (op == ">" || op == "<") all.push_back({Operator::kLess, Below(0, 0, 0)});
    return;
  }
  const auto next = [&] {
    return partial.minor ? std::pair(major, minor + 1) : std::pair(major + 1, std::uint64_t{0});
  };
  if (op == ">") {
    if (partial.IsWhole()) {
      all.push_back({Operator::kGreater, partial.Lowest()});
    } else {
      all.push_back({Operator::kGreaterOrEqual, Floor(next().first, next().second, 0)});
    }
  } else if (op == ">=") {
    all.push_back({Operator::kGreaterOrEqual, partial.Lowest()});
  } else if (op == "<") {
    all.push_back({Operator::kLess, partial.IsWhole() ? partial.Lowest() : Below(major, minor, 0)});
  } else if (op == "<=") {
    if (partial.IsWhole()) {
      all.push_back({Operator::kLessOrEqual, partial.Lowest()});
    } else {
      all.push_back({Operator::kLess, Below(next().first, next().second, 0)});
    }
  } else if (partial.IsWhole()) {
    all.push_back({Operator::kEqual, partial.Lowest()});
  } else {
    all.push_back({Operator::kGreaterOrEqual, partial.Lowest()});
    all.push_back({Operator::kLess, Below(next().first, next().second, 0)});
  }
}

bool SemRange::AddSimple(std::string_view text, All& all) {
  std::string_view op;
  for (const std::string_view known : {"~>", "~", "^", ">=", "<=", ">", "<", "="}) {
    if (!text.starts_with(known)) continue;
    op = known;
    text.remove_prefix(known.size());
    break;
  }
  const std::optional<Partial> partial = ParsePartial(text);
  if (!partial) return false;
  const std::uint64_t major = partial->major.value_or(0);
  const std::uint64_t minor = partial->minor.value_or(0);
  if (!op.starts_with('~') && op != "^") {
    AddPrimitive(op, *partial, all);
    return true;
  }
  if (!partial->major) return true;  // any
  all.push_back({Operator::kGreaterOrEqual, partial->Lowest()});
  if (op == "^") {
    if (major > 0 || !partial->minor) {
      all.push_back({Operator::kLess, Below(major + 1, 0, 0)});
    } else if (minor > 0 || !partial->patch) {
      all.push_back({Operator::kLess, Below(0, minor + 1, 0)});
    } else {
      all.push_back({Operator::kLess, Below(0, 0, *partial->patch + 1)});
    }
  } else {
    all.push_back(
        {Operator::kLess, partial->minor ? Below(major, minor + 1, 0) : Below(major + 1, 0, 0)});
  }
  return true;
}

bool SemRange::AddHyphen(std::string_view low, std::string_view high, All& all) {
  const std::optional<Partial> from = ParsePartial(low);
  const std::optional<Partial> to = ParsePartial(high);
  if (!from || !to) return false;
  if (from->major) all.push_back({Operator::kGreaterOrEqual, from->Lowest()});
  if (to->major) AddPrimitive("<=", *to, all);
  return true;
}

std::optional<SemRange> SemRange::Parse(std::string_view text) {
  SemRange range;
  while (true) {
    const std::size_t bars = text.find("||");
    const std::string_view part = Trim(text.substr(0, bars));
    All all;
    const std::size_t hyphen = part.find(" - ");
    if (hyphen != std::string_view::npos) {
      if (!AddHyphen(Trim(part.substr(0, hyphen)), Trim(part.substr(hyphen + 3)), all)) {
        return std::nullopt;
      }
    } else {
      // Blanks part comparators, except those between an operator and its version.
      std::size_t at = 0;
      while (at < part.size()) {
        std::size_t end = at;
        while (end < part.size() &&
               std::string_view("<>=~^").find(part[end]) != std::string_view::npos) {
          ++end;
        }
        const std::string_view op = part.substr(at, end - at);
        while (end < part.size() && IsBlank(part[end])) ++end;
        const std::size_t version = end;
        while (end < part.size() && !IsBlank(part[end])) ++end;
        std::string simple(op);
        simple += part.substr(version, end - version);
        if (!AddSimple(simple, all)) return std::nullopt;
        while (end < part.size() && IsBlank(part[end])) ++end;
        at = end;
      }
    }
    range.any_.push_back(std::move(all));
    if (bars == std::string_view::npos) return range;
    text.remove_prefix(bars + 2);
  }
}

bool SemRange::Fits(const Comparator& comparator, const SemVersion& version) {
  const auto order = version <=> comparator.version;
  switch (comparator.op) {
    case Operator::kLess:
      return order < 0;
    case Operator::kLessOrEqual:
      return order <= 0;
    case Operator::kGreater:
      return order > 0;
    case Operator::kGreaterOrEqual:
      return order >= 0;
    case Operator::kEqual:
      return order == 0;
  }
  return false;
}

bool SemRange::Allows(const SemVersion& version) const {
  return std::ranges::any_of(any_, [&](const All& all) {
    if (!std::ranges::all_of(all, [&](const Comparator& each) { return Fits(each, version); })) {
      return false;
    }
    if (version.prerelease.empty()) return true;
    return std::ranges::any_of(all, [&](const Comparator& each) {
      return !each.version.prerelease.empty() && each.version.major == version.major &&
             each.version.minor == version.minor && each.version.patch == version.patch;
    });
  });
}

std::optional<bool> Satisfies(std::string_view version, std::string_view range) {
  const std::optional<SemVersion> parsed = SemVersion::Parse(version);
  const std::optional<SemRange> allowed = SemRange::Parse(range);
  if (!parsed || !allowed) return std::nullopt;
  return allowed->Allows(*parsed);
}

}  // namespace deltaplan::planner::workspace
