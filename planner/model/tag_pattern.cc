#include "planner/model/tag_pattern.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "planner/model/tag.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace deltaplan::planner {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using Code = std::unique_ptr<pcre2_code, Deleter<pcre2_code_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Deleter<pcre2_match_data_free>>;
using MatchContext = std::unique_ptr<pcre2_match_context, Deleter<pcre2_match_context_free>>;

PCRE2_SPTR Units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data());  // the library's type for bytes
}

}  // namespace

struct TagPattern::Compiled {
  Code code;
  MatchData match;
  MatchContext context;
  std::uint32_t sha_group = 0;  // 0: it has none
  std::uint32_t ref_group = 0;
};

TagPattern::TagPattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
TagPattern::TagPattern(TagPattern&&) noexcept = default;
TagPattern& TagPattern::operator=(TagPattern&&) noexcept = default;
TagPattern::~TagPattern() = default;

std::variant<TagPattern, std::string> TagPattern::Compile(std::string_view pattern) {
  int code = 0;
  PCRE2_SIZE offset = 0;
  auto compiled = std::make_unique<Compiled>();
  compiled->code.reset(
      pcre2_compile(Units(pattern), pattern.size(), PCRE2_DOLLAR_ENDONLY, &code, &offset, nullptr));
  if (!compiled->code) {
    std::array<PCRE2_UCHAR, 256> message{};
    pcre2_get_error_message(code, message.data(), message.size());
    std::string text;
    for (const PCRE2_UCHAR unit : message) {
      if (unit == 0) break;
      text += static_cast<char>(unit);
    }
    return text + " (at character " + std::to_string(offset + 1) + ")";
  }
  const auto group_of = [&](const char* name) {
    const int number =
        pcre2_substring_number_from_name(compiled->code.get(), reinterpret_cast<PCRE2_SPTR>(name));
    return number > 0 ? static_cast<std::uint32_t>(number) : 0U;
  };
  compiled->sha_group = group_of("sha");
  compiled->ref_group = group_of("ref");
  if (compiled->sha_group == 0 && compiled->ref_group == 0) {
    return std::string("it has no group named \"sha\" or \"ref\": (?<sha>...)");
  }
  compiled->match.reset(pcre2_match_data_create_from_pattern(compiled->code.get(), nullptr));
  compiled->context.reset(pcre2_match_context_create(nullptr));
  if (!compiled->match || !compiled->context) return std::string("out of memory");
  constexpr std::uint32_t kMostSteps = 100'000;
  pcre2_set_match_limit(compiled->context.get(), kMostSteps);
  return TagPattern(std::move(compiled));
}

std::optional<std::string_view> TagPattern::Group(std::string_view tag,
                                                  std::uint32_t number) const {
  if (number == 0) return std::nullopt;
  const int matched = pcre2_match(compiled_->code.get(), Units(tag), tag.size(), 0, 0,
                                  compiled_->match.get(), compiled_->context.get());
  if (matched < 0) return std::nullopt;
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(compiled_->match.get());
  const PCRE2_SIZE begin = ends[std::size_t{2} * number];
  const PCRE2_SIZE end = ends[std::size_t{2} * number + 1];
  if (begin == PCRE2_UNSET) return std::nullopt;  // the group took no part
  return tag.substr(begin, end - begin);
}

std::optional<std::string> TagPattern::Sha(std::string_view tag) const {
  const std::optional<std::string_view> sha = Group(tag, compiled_->sha_group);
  if (!sha) return std::nullopt;
  const bool is_hex =
      std::ranges::all_of(*sha, [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (!is_hex || sha->size() < 4 || sha->size() > 40) return std::nullopt;
  return std::string(*sha);
}

std::optional<std::string> TagPattern::Ref(std::string_view tag) const {
  const std::optional<std::string_view> ref = Group(tag, compiled_->ref_group);
  if (!ref || ref->empty()) return std::nullopt;
  return std::string(*ref);
}

Result<TagPattern> ConfiguredPattern(const Config& config) {
  auto pattern =
      TagPattern::Compile(config.tag_pattern ? *config.tag_pattern : PatternForFormat(config.tag));
  if (auto* wrong = std::get_if<std::string>(&pattern)) {
    return Error{.message = "cannot use the tag pattern", .causes = {*wrong}, .remedy = {}};
  }
  return std::get<TagPattern>(std::move(pattern));
}

}  // namespace deltaplan::planner
