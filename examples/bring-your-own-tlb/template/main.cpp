#include <memory>
#include <vapa/cosim_cli/cosim_main.hpp>

#include "adapter.hpp"

int main(int argc, char* argv[]) {
  // One line for each device: a name, what it can do, how to make one.
  return vapa::cosim::cosim_main(
      argc, argv, {{"mine", MyTlb::capabilities(), [] { return std::make_unique<MyTlb>(); }}});
}
