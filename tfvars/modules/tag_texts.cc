#include "tfvars/modules/tag_texts.h"

#include <algorithm>

#include "tfvars/text/placeholders.h"

namespace deltaplan::tfvars {

void TagTexts::Add(const Value& value, const std::vector<std::string>& path) {
  AddFrom(value, path, 0);
}

void TagTexts::AddFrom(const Value& value, const std::vector<std::string>& path, std::size_t at) {
  constexpr std::size_t kShortest = 5;
  const std::string* text = value.AsString();
  if (text != nullptr && at >= path.size() && text->size() >= kShortest &&
      text->find_first_of("0123456789") != std::string::npos) {
    texts_.insert(*text);
    sizes_.insert(text->size());
  }
  const Value::Object* members = value.AsObject();
  if (members == nullptr || at > path.size()) return;  // a map of tags ends the path
  const bool is_any = at == path.size() || HasPlaceholder(path[at]);
  for (const auto& [name, member] : *members) {
    if (is_any || name == path[at]) AddFrom(member, path, at + 1);
  }
}

bool TagTexts::AreIn(std::string_view text) const {
  return std::ranges::any_of(sizes_, [&](std::size_t size) {
    for (std::size_t at = 0; at + size <= text.size(); ++at) {
      if (texts_.contains(text.substr(at, size))) return true;
    }
    return false;
  });
}

}  // namespace deltaplan::tfvars
