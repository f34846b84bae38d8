/* The twin of the pipelined TLB in C, for a bench in another simulator: through DPI-C (the imports
 * are in vapa_tlb_twin.sv) or any other foreign-language interface. Arguments are called like the
 * ports of rtl/README.md, which says what they mean; a port that is narrower than its argument
 * holds the low bits. A twin is used by one thread at a time. Given null for a twin, a function
 * ends the program with a message (vapa_tlb_delete: does nothing). */
#ifndef VAPA_TLB_TWIN_H
#define VAPA_TLB_TWIN_H

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif

/* A twin, not yet reset, to be given to vapa_tlb_delete(). The parameters are those of the RTL;
 * seed: of random replacement, see vapa_tlb_seed(). Null when the parameters are wrong: a message
 * on stderr names each and the mend. */
void* vapa_tlb_new(unsigned entries, unsigned ways, unsigned sizes, unsigned va_bits,
                   unsigned pa_bits, unsigned asid_bits, unsigned tag_bits, unsigned miss_entries,
                   unsigned waiters, unsigned policy, unsigned ad_update, unsigned seed);
void vapa_tlb_delete(void* tlb);

/* What the port `seed` of the RTL is given for its random replacement to equal a twin's. */
unsigned vapa_tlb_seed(unsigned seed);

/* One clock edge with rst_n low. */
void vapa_tlb_reset(void* tlb);

/* The outputs of this cycle for these inputs. May be called again with others before the edge.
 * The payload of a channel whose valid is 0 is 0. */
void vapa_tlb_eval(void* tlb,
                   /* inputs */
                   unsigned req_valid, unsigned req_tag, unsigned long long req_va, unsigned req_op,
                   unsigned req_asid, unsigned req_mode, unsigned fill_valid, unsigned fill_id,
                   unsigned fill_fault, unsigned fill_level, unsigned long long fill_ppn,
                   unsigned fill_rights, unsigned flush_valid, unsigned flush_has_va,
                   unsigned long long flush_va, unsigned flush_has_asid, unsigned flush_asid,
                   unsigned rsp_ready, unsigned miss_ready, unsigned debug_index,
                   /* outputs */
                   unsigned* req_ready, unsigned* rsp_valid, unsigned* rsp_tag, unsigned* rsp_fault,
                   unsigned long long* rsp_pa, unsigned* miss_valid, unsigned* miss_id,
                   unsigned long long* miss_vpn, unsigned* miss_op, unsigned* miss_asid,
                   unsigned* miss_mode, unsigned* fill_ready, unsigned* flush_ready,
                   unsigned* flush_done);

/* The debug port and the counters, by the last vapa_tlb_eval(); before any, of the entry 0. */
void vapa_tlb_debug(void* tlb, unsigned* debug_valid, unsigned long long* debug_vpn,
                    unsigned* debug_held, unsigned* debug_level, unsigned* debug_asid,
                    unsigned* debug_rights, unsigned long long* debug_ppn, unsigned* count_hit,
                    unsigned* count_miss, unsigned* count_merge, unsigned* count_again,
                    unsigned* count_flush);

/* The clock edge: what is valid and ready moves, by the last vapa_tlb_eval(); before any, nothing. */
void vapa_tlb_tick(void* tlb);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
