// Image references and bare tags inside of values.
#ifndef DELTAPLAN_TFVARS_PLAN_IMAGE_MENTION_H_
#define DELTAPLAN_TFVARS_PLAN_IMAGE_MENTION_H_

#include <compare>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace deltaplan::tfvars {

/// `registry.example/platform/api:1a2b3c4` or `1a2b3c4` alone.
struct ImageMention {
  std::string repository;  ///< "registry.example/platform/api"; empty for a bare tag
  std::string tag;         ///< empty when there is none, also beside a digest

  auto operator<=>(const ImageMention&) const = default;
};

/// What a whole reference mentions; the digest is dropped.
ImageMention SplitImage(std::string_view reference);

/// The names and tags by which images are recognised.
struct KnownImages {
  std::set<std::string, std::less<>> names;  ///< "api" or "platform/api"
  std::set<std::string, std::less<>> tags;

  /// The known name that `repository` is, or ends with behind a slash; the longest. Else empty.
  std::string_view NameOf(std::string_view repository) const;
};

/// True for attributes that hold one image and nothing else: image, image_uri, ...
bool IsImageAttribute(std::string_view name);

/// What the value of an attribute `name` says about images, sorted, each once:
/// - references whose tag is known, and those in a registry path whose name is known;
/// - the whole value, when it is a known tag;
/// - the whole value of an image attribute, whatever it is.
std::vector<ImageMention> FindImageMentions(std::string_view name, std::string_view value,
                                            const KnownImages& known);

}  // namespace deltaplan::tfvars

#endif  // DELTAPLAN_TFVARS_PLAN_IMAGE_MENTION_H_
