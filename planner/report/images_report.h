// What `deltaplan images` prints.
#ifndef DELTAPLAN_PLANNER_REPORT_IMAGES_REPORT_H_
#define DELTAPLAN_PLANNER_REPORT_IMAGES_REPORT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "planner/model/image_facts.h"
#include "planner/report/text_style.h"

namespace deltaplan::planner {

struct ImagesReport {
  std::string environment;
  std::vector<std::string> platforms;  ///< that were asked for; may be empty
  std::vector<ImageFacts> images;      ///< that are shown, sorted by name
  std::size_t asked = 0;               ///< how many there are, with those that are not shown
  std::size_t missing = 0;
  std::size_t unknown = 0;
};

/// What is wrong with an image that is there: it does not run on all of `platforms`, its label
/// names another commit than its tag. Clauses, ready to be shown; usually none.
std::vector<std::string> MisfitsOf(const ImageFacts& image,
                                   const std::vector<std::string>& platforms);

/// One line for each, with what there is to say of it below.
std::string ImagesText(const ImagesReport& report, const TextStyle& style);
/// docs/schema/images.schema.json.
std::string ImagesJson(const ImagesReport& report);

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_REPORT_IMAGES_REPORT_H_
