// Which parts of a value hold an image tag, or an image.
#ifndef DELTAPLAN_TFVARS_MODULES_TRACE_H_
#define DELTAPLAN_TFVARS_MODULES_TRACE_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tfvars/modules/copy_on_write.h"

namespace deltaplan::tfvars {

/// What tells whose an image is whose tag nobody could follow.
struct ImageClues {
  /// Only Terraform finds its tag: in a data source, a variable without value.
  bool is_outside = false;
  /// Its tag stands beside those that are followed: image_tags.staging, where they are in
  /// image_tags.prod. Of what is followed all the same that says nothing.
  bool is_beside = false;
  std::set<std::string> keys = {};   ///< with which it is looked up there: data.x.tag["api"]
  std::set<std::string> names = {};  ///< of its repository, and of what it is made of

  bool Any() const { return is_outside || is_beside || !keys.empty() || !names.empty(); }
  void Add(const ImageClues& other);
};

struct Trace {
  bool reached = false;        ///< the value itself, so all of its parts
  bool revision = false;       ///< it holds the revision of what runs an image, in all of its parts
  std::set<std::string> keys;  ///< with which the tag was looked up, where that can be told
  bool is_map = false;         ///< it is, or is made of, the map with the tags of all services
  bool is_one_of = false;      ///< it is taken out of several, and it can't be told which
  ImageClues clues = {};       ///< if it is an image
  CopyOnWrite<std::map<std::string, Trace>> members;
  std::vector<Trace> elements;  ///< none, or one: what any of the elements may hold
  /// None, or one: what any output of a module holds whose files are elsewhere, but for those whose
  /// names say that they stay the same, such as `service_name`.
  std::vector<Trace> outputs = {};

  /// Whether a tag, or a revision, is in it anywhere.
  bool Any() const;
  /// Whether each of its elements, as of a map, holds one.
  bool HoldsTags() const { return !elements.empty() && elements.front().Any(); }
  /// Whether that or any clue is.
  bool SaysAnything() const;
  Trace& operator[](const std::string& name) { return members.Own()[name]; }
  /// With what `other` holds, too.
  void Add(const Trace& other);
  /// All of it in one value, as in a text that is made of it.
  Trace Flat() const;
  Trace Member(const std::string& name) const;
  Trace Element() const;
  /// Of a list: what is at a place, "0" for the first; an element where places are not told apart.
  Trace At(const std::string& place) const;
  /// Of lists, in any depth: their elements in another order.
  Trace WithoutPlaces() const;
  /// Of the value of an argument or block called `name`: the clues of the images in it, and of what
  /// runs those.
  ImageClues Images(const std::string& name) const;

 private:
  /// Without its parts.
  Trace Itself() const;
  void AddItself(const Trace& other);
  template <typename Holds>
  bool Anywhere(const Holds& holds) const;
  /// Adds the clues of the images in it; false where there is no place for one.
  bool AddImages(ImageClues& clues) const;
};

/// A value that holds tags where `path` leads from its step `at`: a step with a brace is that of
/// any service.
Trace TagsAt(const std::vector<std::string>& path, std::size_t at = 0);

/// What something with `count` or `for_each` holds, when each of its instances holds `each`.
Trace OfInstances(Trace each);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_MODULES_TRACE_H_
