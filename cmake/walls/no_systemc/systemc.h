#error "models/core and sw never see SystemC: time belongs to models/tlm, joining to platform"
