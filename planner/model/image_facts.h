// Images of a plan or of tags, and what their registries say of them.
#ifndef DELTAPLAN_PLANNER_MODEL_IMAGE_FACTS_H_
#define DELTAPLAN_PLANNER_MODEL_IMAGE_FACTS_H_

#include <optional>
#include <string>
#include <vector>

namespace deltaplan::planner {

/// One image that somebody is going to run. All strings are raw.
struct WantedImage {
  std::string name;                   ///< of the image in the configuration
  std::string tag;                    ///< as the plan or the map has it
  std::string reference;              ///< with its registry; empty: nobody says where it is
  std::vector<std::string> services;  ///< sorted; those that run it
  bool is_rolled = true;              ///< somebody is going to start it: not only the map has it
  /// Beginnings of ids, of at least seven digits: one of them has to be the commit that it was
  /// built from. Empty: the tag does not say.
  std::vector<std::string> commits = {};
};

/// How much is asked of images; each is more than the one before.
enum class ImageDetail {
  kPresence,  ///< whether they are there
  kFitness,   ///< for which platforms, and from which commit
  kAll,       ///< whether their tags can be pushed only once
};

/// What a registry says of an image.
struct ImageReading {
  enum class Presence { kThere, kMissing, kUnknown };
  Presence presence = Presence::kUnknown;
  std::string why = {};                      ///< of `kUnknown`: a sentence
  std::string remedy = {};                   ///< of `kUnknown`; may be empty
  std::optional<std::string> digest = {};    ///< of the manifest, or of the index of several
  std::vector<std::string> platforms = {};   ///< "linux/arm64", sorted; empty: not told
  std::optional<std::string> revision = {};  ///< its label org.opencontainers.image.revision
  std::optional<bool> immutable = {};        ///< whether its tag can be pushed only once
};

struct ImageFacts {
  WantedImage wanted;
  ImageReading found;
  bool other_platform = false;  ///< it is there, and not for the platform that was asked for
  bool other_commit = false;    ///< its label names none of the commits that it should be of

  /// Whether whoever runs it will not find it.
  bool is_missing() const {
    return found.presence == ImageReading::Presence::kMissing || other_platform;
  }
  bool is_unknown() const { return found.presence == ImageReading::Presence::kUnknown; }
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_IMAGE_FACTS_H_
