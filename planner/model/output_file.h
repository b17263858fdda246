// A file to be written, as a value.
#ifndef DELTAPLAN_PLANNER_MODEL_OUTPUT_FILE_H_
#define DELTAPLAN_PLANNER_MODEL_OUTPUT_FILE_H_

#include <string>

namespace deltaplan::planner {

struct OutputFile {
  std::string name;  ///< relative to the directory of the set
  std::string content;
};

}  // namespace deltaplan::planner

#endif  // DELTAPLAN_PLANNER_MODEL_OUTPUT_FILE_H_
