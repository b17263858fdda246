#include "tfvars/carriers/service_path.h"

#include <algorithm>
#include <cstddef>

#include "tfvars/text/ascii.h"
#include "tfvars/text/placeholders.h"
#include "tfvars/text/unicode.h"

namespace deltaplan::tfvars {
namespace {

constexpr std::string_view kService = "service";
constexpr std::string_view kServiceId = "service_id";
// Around a name that holds dots.
constexpr std::string_view kOpen = "[\"";
constexpr std::string_view kClose = "\"]";

bool IsService(const PlaceholderPiece& piece, const ServiceWords& words) {
  const auto& placeholder = piece.placeholder;
  return placeholder && (placeholder->Is(kService) || placeholder->Is(kServiceId) ||
                         (!placeholder->argument && words.contains(placeholder->name)));
}

std::string ServiceId(std::string_view service) {
  std::string id(service);
  for (char& c : id) {
    if (!IsLetterOrDigit(c)) c = '_';
  }
  return id;
}

}  // namespace

std::vector<std::string> SplitPath(std::string_view path) {
  std::vector<std::string> steps;
  if (path.empty()) return steps;
  while (true) {
    const std::size_t end = path.find_first_of(".[");
    steps.emplace_back(path.substr(0, end));
    if (end == std::string_view::npos) return steps;
    path.remove_prefix(end);
    while (path.starts_with('[')) {
      const std::size_t close = path.starts_with(kOpen) ? path.find(kClose, kOpen.size()) : 0;
      if (close == 0 || close == std::string_view::npos) return {std::string()};
      steps.emplace_back(path.substr(kOpen.size(), close - kOpen.size()));
      path.remove_prefix(close + kClose.size());
    }
    if (path.empty()) return steps;
    if (path.front() != '.') return {std::string()};
    path.remove_prefix(1);
  }
}

bool NamesService(std::string_view step, const ServiceWords& words) {
  return std::ranges::any_of(SplitPlaceholders(step), [&](const PlaceholderPiece& piece) {
    return IsService(piece, words);
  });
}

std::string FillService(std::string_view step, std::string_view service,
                        const ServiceWords& words) {
  const std::string id = ServiceId(service);
  return FillPlaceholders(step, [&](const Placeholder& placeholder) {
    std::optional<std::string_view> value;
    if (placeholder.Is(kService)) value = service;
    if (placeholder.Is(kServiceId)) value = id;
    if (value || placeholder.argument) return value;
    if (const auto word = words.find(placeholder.name); word != words.end()) {
      const auto found = word->second.find(service);
      if (found != word->second.end()) value = found->second;
    }
    return value;
  });
}

ServiceStep::ServiceStep(std::string_view step, const std::vector<std::string>& services,
                         const ServiceWords& words) {
  const std::vector<PlaceholderPiece> pieces = SplitPlaceholders(step);
  const auto is_service = [&](const PlaceholderPiece& piece) { return IsService(piece, words); };
  const auto first = std::ranges::find_if(pieces, is_service);
  is_of_any_ = std::ranges::count_if(pieces, is_service) == 1 && first->placeholder->Is(kService);
  if (is_of_any_) {
    const AroundPlaceholder around = *FindPlaceholder(step, kService);
    before_ = around.before;
    behind_ = around.behind;
    return;
  }
  for (const std::string& service : services) {
    services_.emplace_back(NormalFormC(FillService(step, service, words)), service);
  }
  std::ranges::stable_sort(services_, {}, &Named::first);
}

std::vector<std::string> ServiceStep::ServicesOf(std::string_view name) const {
  std::vector<std::string> all;
  if (!is_of_any_) {
    for (auto each = std::ranges::lower_bound(services_, name, {}, &Named::first);
         each != services_.end() && each->first == name; ++each) {
      all.push_back(each->second);
    }
    return all;
  }
  const bool fits = name.size() > before_.size() + behind_.size() && name.starts_with(before_) &&
                    name.ends_with(behind_);
  if (!fits) return all;
  name.remove_prefix(before_.size());
  name.remove_suffix(behind_.size());
  all.emplace_back(name);
  return all;
}

}  // namespace deltaplan::tfvars
