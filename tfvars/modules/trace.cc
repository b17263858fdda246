#include "tfvars/modules/trace.h"

#include <algorithm>
#include <utility>

#include "tfvars/modules/image_names.h"
#include "tfvars/modules/version_attributes.h"
#include "tfvars/text/placeholders.h"

namespace deltaplan::tfvars {

void ImageClues::Add(const ImageClues& other) {
  is_outside = is_outside || other.is_outside;
  is_beside = is_beside || other.is_beside;
  keys.insert(other.keys.begin(), other.keys.end());
  names.insert(other.names.begin(), other.names.end());
}

template <typename Holds>
bool Trace::Anywhere(const Holds& holds) const {
  const auto anywhere = [&](const Trace& part) { return part.Anywhere(holds); };
  return holds(*this) || std::ranges::any_of(elements, anywhere) ||
         std::ranges::any_of(outputs, anywhere) ||
         std::ranges::any_of(*members, [&](const auto& member) { return anywhere(member.second); });
}

bool Trace::Any() const {
  return Anywhere([](const Trace& part) { return part.reached || part.revision; });
}

bool Trace::SaysAnything() const {
  return Anywhere(
      [](const Trace& part) { return part.reached || part.revision || part.clues.Any(); });
}

Trace Trace::Itself() const {
  Trace itself;
  itself.reached = reached;
  itself.revision = revision;
  itself.keys = keys;
  itself.is_map = is_map;
  itself.is_one_of = is_one_of;
  itself.clues = clues;
  return itself;
}

void Trace::AddItself(const Trace& other) {
  reached = reached || other.reached;
  revision = revision || other.revision;
  keys.insert(other.keys.begin(), other.keys.end());
  is_map = is_map || other.is_map;
  is_one_of = is_one_of || other.is_one_of;
  clues.Add(other.clues);
}

void Trace::Add(const Trace& other) {
  AddItself(other);
  if (members->empty()) {
    members = other.members;
  } else {
    for (const auto& [name, member] : *other.members) (*this)[name].Add(member);
  }
  const auto add = [](std::vector<Trace>& one, const std::vector<Trace>& more) {
    if (one.empty()) {
      one = more;
    } else if (!more.empty()) {
      one.front().Add(more.front());
    }
  };
  add(elements, other.elements);
  add(outputs, other.outputs);
}

Trace Trace::Flat() const {
  Trace flat = Itself();
  const auto add = [&flat](const Trace& part) { flat.AddItself(part.Flat()); };
  for (const auto& [name, member] : *members) add(member);
  for (const Trace& element : elements) add(element);
  for (const Trace& output : outputs) add(output);
  return flat;
}

Trace Trace::Member(const std::string& name) const {
  Trace result = Itself();
  const auto member = members->find(name);
  if (member != members->end()) result.Add(member->second);
  if (!elements.empty()) result.Add(elements.front());
  if (!outputs.empty() && !StaysTheSame(name)) result.Add(outputs.front());
  return result;
}

Trace Trace::Element() const {
  Trace result = Itself();
  for (const auto& [name, member] : *members) result.Add(member);
  if (!elements.empty()) result.Add(elements.front());
  return result;
}

Trace Trace::At(const std::string& place) const {
  return members->contains(place) ? Member(place) : Element();
}

Trace Trace::WithoutPlaces() const {
  Trace result = Itself();
  result.outputs = outputs;
  const auto add_element = [&result](const Trace& element) {
    Trace list;
    list.elements.push_back(element.WithoutPlaces());
    result.Add(list);
  };
  for (const Trace& element : elements) add_element(element);
  for (const auto& [name, member] : *members) {
    if (name.find_first_not_of("0123456789") == std::string::npos) {
      add_element(member);
    } else {
      result[name] = member.WithoutPlaces();
    }
  }
  return result;
}

bool Trace::AddImages(ImageClues& found) const {
  bool any = revision;
  if (revision) found.Add(clues);
  for (const auto& [name, member] : *members) {
    const bool is_image = NamesImage(name);
    if (is_image) found.Add(member.Flat().clues);
    any = is_image || member.AddImages(found) || any;
  }
  for (const Trace& element : elements) any = element.AddImages(found) || any;
  return any;
}

// A text that says what containers there are may be made of anything.
ImageClues Trace::Images(const std::string& name) const {
  ImageClues found;
  const bool any = !NamesImage(name) && AddImages(found);
  return any || !(NamesImage(name) || NamesContainers(name)) ? found : Flat().clues;
}

Trace TagsAt(const std::vector<std::string>& path, std::size_t at) {
  const auto is_service = [](const std::string& step) { return HasPlaceholder(step); };
  Trace trace;
  if (at == path.size()) {
    trace.reached = true;
  } else if (is_service(path[at])) {
    trace.elements.push_back(TagsAt(path, at + 1));
  } else {
    const auto here = path.begin() + static_cast<std::ptrdiff_t>(at);
    trace.clues.is_beside = std::none_of(path.begin(), here, is_service);
    trace[path[at]] = TagsAt(path, at + 1);
  }
  return trace;
}

Trace OfInstances(Trace each) {
  Trace all;
  all.elements.push_back(std::move(each));
  return all;
}

}  // namespace deltaplan::tfvars
